"""XF2xx: rules about how the last run changes. Each finding is an info unless the change caused
duplicates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.times import as_instant
from ..finding import ERROR, INFO, Finding
from ..grouping import in_cycles
from ..identity import Duplicate
from ..verdict.event_verdict import EventVerdict
from .rule import Case, Fold, Rule, line_of

_STUCK_CYCLES = 3
# The shape of fetches that leave the last run and create only what had been created before.
ONLY_REPEATS = "only-repeats"


class _Backwards(Fold):
    """Finds a time in the last run that moved backwards; it did damage if the next fetch created
    duplicates."""

    def begin(self) -> None:
        self._first: tuple[str, Line | None] | None = None
        self._cycles: list[int] = []
        self._pending = self._harmed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self._pending and duplicates:
            self._harmed = True
        if run.status == "skipped":
            return iter(())
        self._pending = False
        moved = _moved_back(run.last_run.before, run.last_run.after)
        if moved:
            self._pending = True
            self._cycles.append(run.cycle)
            self._first = self._first or (moved, line_of(run, "setLastRun"))
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._first is not None:
            moved, line = self._first
            more = "; the next fetch created events again" if self._harmed else ""
            what = f"the last run moved backwards: {moved}{more}"
            found = self.finding(self._cycles[0], what, line, harm=self._harmed, by_answers=True)
            yield in_cycles(found, self._cycles)


def _moved_back(before: Json, after: Json) -> str:
    for key, old, new in _times(before, after):
        if new < old:
            return f"{key} from {_clock(old)} to {_clock(new)}"
    return ""


class _Stuck(Fold):
    """Finds three successful fetches in a row that create incidents and leave the last run unchanged."""

    def begin(self) -> None:
        self._row: list[int] = []
        self._repeats = False
        self._line: Line | None = None
        self._cycles: list[int] = []
        self._harmed = False
        # Whether those fetches created nothing but what had been created before.
        self._only_repeats = True
        self._row_only_repeats = True

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status != "ok" or not run.incidents:
            return iter(())
        change = run.last_run
        if change.before in ({}, None) or change.before != change.after or run.context_changed:
            self._row, self._repeats, self._row_only_repeats = [], False, True
            return iter(())
        self._row.append(run.cycle)
        self._repeats |= bool(duplicates)
        self._row_only_repeats &= len(duplicates) == len(run.incidents)
        if len(self._row) >= _STUCK_CYCLES:
            self._line = self._line if self._cycles else line_of(run, "setLastRun")
            self._cycles += self._row if len(self._row) == _STUCK_CYCLES else [run.cycle]
            self._harmed |= self._repeats
            self._only_repeats &= self._row_only_repeats
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._cycles:
            cycle = self._cycles[_STUCK_CYCLES - 1]
            what = f"{_STUCK_CYCLES} runs in a row created {self.facts.identity.noun}s and did not change"
            what += " the last run"
            case = Case(ONLY_REPEATS if self._only_repeats else "")
            found = self.finding(
                cycle, what, self._line, harm=self._harmed, by_answers=True, case=case
            )
            yield replace(found, cycles=tuple(self._cycles), count=len(self._cycles))


def _times(before: Json, after: Json) -> Iterator[tuple[str, datetime, datetime]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            old, new = as_instant(value), as_instant(after.get(key))
            if old is not None and new is not None:
                yield key, old, new


def _clock(instant: datetime) -> str:
    return f"{instant:%m-%d %H:%M:%S}"


BACKWARDS = Rule(
    code="XF207",
    name="last-run-backwards",
    severity=INFO,
    harm_severity=ERROR,
    meaning="A time in the last run moved backwards.",
    source="reported: content PRs 35811, 23232",
    fold=_Backwards,
    remedy="save the later of the old and the new time",
)
STUCK = Rule(
    code="XF208",
    name="last-run-stuck",
    severity=INFO,
    harm_severity=ERROR,
    meaning="Several runs create incidents and do not change the last run.",
    source="documented: a fetch should advance the last run to the last item that it processed",
    fold=_Stuck,
    remedy="change the last run in every run that creates incidents",
)
