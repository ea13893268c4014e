"""XF2xx: rules about how the last run changes. A symptom is an info until it caused duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.times import as_instant
from ..finding import ERROR, INFO, Finding
from ..identity import Duplicate
from ..verdict.event_verdict import EventVerdict
from .rule import Fold, Rule, line_of

_STUCK_CYCLES = 3


class _Backwards(Fold):
    """Finds a time in the last run that moved backwards; it did damage if the next fetch created
    duplicates."""

    def begin(self) -> None:
        self._first: tuple[int, str, Line | None] | None = None
        self._pending = self._harmed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self._pending and duplicates:
            self._harmed = True
        if run.status == "skipped" or self._harmed:
            return iter(())
        self._pending = False
        moved = _moved_back(run.last_run.before, run.last_run.after)
        if moved:
            self._pending = True
            self._first = self._first or (run.cycle, moved, line_of(run, "setLastRun"))
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._first is not None:
            cycle, moved, line = self._first
            more = "; the next fetch created events again" if self._harmed else ""
            what = f"the last run moved backwards: {moved}{more}"
            yield self.finding(cycle, what, line, harm=self._harmed, by_answers=True)


def _moved_back(before: Json, after: Json) -> str:
    for key, old, new in _times(before, after):
        if new < old:
            return f"{key} from {_clock(old)} to {_clock(new)}"
    return ""


class _Stuck(Fold):
    """Finds three successful fetches in a row that create incidents and leave the last run unchanged."""

    def begin(self) -> None:
        self._row = 0
        self._repeats = False
        self._found: tuple[int, Line | None] | None = None
        self._harmed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status != "ok" or not run.incidents:
            return iter(())
        change = run.last_run
        if change.before in ({}, None) or change.before != change.after or run.context_changed:
            self._row, self._repeats = 0, False
            return iter(())
        self._row += 1
        self._repeats |= bool(duplicates)
        if self._row >= _STUCK_CYCLES:
            self._found = self._found or (run.cycle, line_of(run, "setLastRun"))
            self._harmed |= self._repeats
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._found is not None:
            cycle, line = self._found
            what = f"{_STUCK_CYCLES} runs in a row created {self.facts.identity.noun}s and did not change"
            what += " the last run"
            yield self.finding(cycle, what, line, harm=self._harmed, by_answers=True)


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
