"""The durations file: how long each scenario really took, by which the next check is shared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path

from ..errors import LoadError
from ..record.json_text import to_json_utf8
from .checked import Checked


def durations(checks: Sequence[Checked]) -> Iterator[str]:
    """Yield a JSON object with the seconds that each scenario took, by path. Those that were not run, or
    came from the cache, are left out.
    """
    rows = [(Path(one.path).as_posix(), one.took_s) for one in checks if one.took_s is not None]
    yield "{"
    for number, (path, took_s) in enumerate(rows):
        yield f"{',' if number else ''}\n{to_json_utf8(path)}: {took_s:.3f}"
    yield "\n}\n"


def read_durations(paths: Iterable[Path]) -> dict[str, float]:
    """Return the seconds by path that several durations files hold. Raises LoadError for another file."""
    found: dict[str, float] = {}
    for path in paths:
        where = f"--durations {path}"
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise LoadError(f"cannot read it: {error.strerror}", where=where) from error
        except ValueError:
            rows = None
        if not isinstance(rows, dict) or not all(_is_time(one) for one in rows.values()):
            advice = ("xfetch check PATHS -o durations:FILE writes one",)
            raise LoadError("that is not a file of durations", where=where, advice=advice)
        found |= rows
    return found


def _is_time(value: object) -> bool:
    # A truth value is a number in Python.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and value >= 0
