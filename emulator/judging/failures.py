"""Groups failed fetches by their error and its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..record.entries import Line
from ..record.fetch_run import FetchRun
from .value_words import cycles_words

# Times, ids and counts differ from fetch to fetch although the error is the same.
_NUMBER = re.compile(r"\b[0-9a-f]{8}(?:-?[0-9a-f]{4,})*\b|\d+", re.I)


@dataclass(frozen=True)
class FailedAlike:
    """All fetches that failed with the same error at the same line.

    ``message`` is the error of the first of them; ``cause`` is the exception from which that error arose,
    empty where the message contains it already. ``on_purpose`` says that an option or a fault of the scenario
    made the fetches fail.
    """

    cycles: tuple[int, ...]
    message: str
    cause: str
    line: Line | None
    status: str
    on_purpose: bool

    def words(self) -> str:
        """Return the cycles and their error: ``cycle 3: …`` or ``cycles 5–10, the same error 6 times: …``."""
        again = f", the same error {len(self.cycles)} times" if len(self.cycles) > 1 else ""
        return f"{cycles_words(self.cycles)}{again}: {' '.join(self.message.split())}"


def failed_alike(runs: Iterable[FetchRun]) -> tuple[FailedAlike, ...]:
    """Return the failed fetches, grouped by error and line, in the order of the first cycle of each group."""
    first: dict[object, FetchRun] = {}
    cycles: dict[object, list[int]] = {}
    for run in runs:
        if run.failed:
            key = _alike(run)
            first.setdefault(key, run)
            cycles.setdefault(key, []).append(run.cycle)
    return tuple(_group(run, tuple(cycles[key])) for key, run in first.items())


def _group(run: FetchRun, cycles: tuple[int, ...]) -> FailedAlike:
    failure = run.failure
    cause = failure.cause if failure else ""
    return FailedAlike(
        cycles=cycles,
        message=run.message,
        cause="" if cause in run.message else cause,
        line=failure.first_line if failure else None,
        status=run.status,
        on_purpose=bool(failure and failure.on_purpose),
    )


def _alike(run: FetchRun) -> object:
    failure = run.failure
    cause = _NUMBER.sub("0", failure.cause) if failure else ""
    line = failure.first_line if failure else None
    on_purpose = bool(failure and failure.on_purpose)
    return run.status, _NUMBER.sub("0", run.message), cause, line, on_purpose
