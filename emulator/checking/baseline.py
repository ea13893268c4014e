"""A baseline: the problems that a repository has already. With it, a check fails only for new ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..printable import printable_json
from ..record.entries import Json
from ..record.json_text import to_json_utf8
from .checked import BROKEN, NOT_RUN, Checked
from .problem import Problem

SCHEMA = 1
_KEYS = ("rule", "cause", "title", "place", "mark")


@dataclass(frozen=True)
class Baseline:
    """The known problems of each scenario. ``known`` maps the path of a scenario, relative to ``folder``, to
    its problems; ``folder`` is the absolute folder of the baseline's file.
    """

    folder: Path
    known: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def of(self, scenario: Path) -> tuple[Problem, ...]:
        """Return the known problems of a scenario."""
        return self.known.get(self._key(scenario), ())

    @property
    def size(self) -> int:
        """How many problems are known."""
        return sum(map(len, self.known.values()))

    def removed(self) -> tuple[str, ...]:
        """Return the scenarios with known problems whose files are no longer there."""
        return tuple(path for path in self.known if not (self.folder / path).exists())

    def updated(self, checks: Iterable[Checked]) -> Baseline:
        """Return the baseline after a check: it holds what the check found. The problems of scenarios that
        were not checked stay, and so do those of a scenario that could not be run. Those of scenarios whose
        files are no longer there go.
        """
        removed = self.removed()
        known = {path: those for path, those in self.known.items() if path not in removed}
        for one in checks:
            if one.status != NOT_RUN:
                key = self._key(Path(one.path))
                kept = known.get(key, ()) if one.status == BROKEN else ()
                marks = {problem.mark for problem in one.problems}
                known[key] = (*one.problems, *(old for old in kept if old.mark not in marks))
        return replace(self, known={path: those for path, those in known.items() if those})

    def pieces(self) -> Iterator[str]:
        """Yield the text of the baseline's file. Each problem has a line of its own."""
        yield f'{{\n"schema": {SCHEMA},\n"known": ['
        separator = "\n"
        for path in sorted(self.known):
            for problem in self.known[path]:
                row: dict[str, Json] = {"scenario": path, **problem.row()}
                yield f"{separator}{printable_json(to_json_utf8(row))}"
                separator = ",\n"
        yield "\n]\n}\n"

    def _key(self, scenario: Path) -> str:
        return Path(os.path.relpath(scenario.resolve(), self.folder)).as_posix()


def baseline_of(scenario: Path, problems: Iterable[Problem]) -> Baseline:
    """Return a baseline that holds these problems of one scenario."""
    none = Baseline(Path.cwd())
    return replace(none, known={none._key(scenario): tuple(problems)})


def read_baseline(path: Path, *, may_be_new: bool) -> Baseline:
    """Read a baseline. With ``may_be_new`` a file that does not exist is an empty one.

    Raises UsageError for a missing or broken file, for one that is not a baseline, and for one of another
    version.
    """
    folder = path.resolve().parent
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if may_be_new:
            return Baseline(folder)
        advice = ("--update-baseline writes it",)
        raise _wrong(path, "there is no such baseline", advice) from None
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "it is not a text file"
        raise _wrong(path, f"cannot be read: {why}", ("name another file",)) from error
    advice = (
        f"restore the file, or delete it and write it again: --baseline {path} --update-baseline",
    )
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _wrong(path, f"the baseline is broken: {error}", advice) from error
    if not isinstance(document, dict) or not {"schema", "known"} <= document.keys():
        raise _wrong(
            path, "that file is not a baseline; it is left as it is", ("name another file",)
        )
    if document["schema"] != SCHEMA:
        what = (
            f"the baseline has version {document['schema']!r}; this xfetch reads version {SCHEMA}"
        )
        raise _wrong(path, what, advice)
    known: dict[str, tuple[Problem, ...]] = {}
    rows: list[Any] = document["known"] if isinstance(document["known"], list) else [None]
    for row in rows:
        if not _is_row(row):
            what = "the baseline is broken: each element of `known` needs the texts"
            raise _wrong(path, f"{what} scenario, {', '.join(_KEYS)}", advice)
        problem = Problem(**{key: row[key] for key in _KEYS})
        known[row["scenario"]] = (*known.get(row["scenario"], ()), problem)
    return Baseline(folder, known)


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(
        isinstance(row.get(key), str) for key in ("scenario", *_KEYS)
    )


def _wrong(path: Path, what: str, advice: tuple[str, ...]) -> UsageError:
    return UsageError(what, where=f"--baseline {path}", advice=advice)
