"""Finds the scenarios that changed files concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import XfetchError
from ..integration.source import locate
from ..request.inputs import inputs_of
from ..request.target import target_of
from .check_one import CheckSettings, request_of
from .found import find_scenarios


def scenarios_reading(
    files: Sequence[Path], roots: Iterable[Path], settings: CheckSettings
) -> tuple[Path, ...]:
    """Return the scenarios below the roots that use one of ``files``, sorted.

    A scenario uses its own file, the files that it reads (vendor file, events, recording), and everything in
    the folder of its integration.
    """
    wanted = {file.resolve() for file in files}
    folders = {file.parent for file in wanted}
    found = find_scenarios(roots) if wanted else ()
    return tuple(
        path
        for path in found
        if any(part in wanted or part in folders for part in _parts(path, settings))
    )


def _parts(path: Path, settings: CheckSettings) -> Iterator[Path]:
    """Yield the file of a scenario, the files that it reads, and the folder of its integration. Of a
    broken scenario only its own file is known.
    """
    yield path.resolve()
    with suppress(XfetchError):
        request = request_of(path, settings)
        yield from (file.resolve() for _, file in inputs_of(request))
        code, _ = locate(target_of(request.target))
        # A folder with many integrations, each a single file, would tie them all together.
        if code.resolve().parent.name == code.stem:
            yield code.resolve().parent
