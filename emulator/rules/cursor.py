"""XF2xx: how the last run moves. A symptom is info until an event was missed or repeated because of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from ..finding import ERROR, INFO, Finding
from ..history import FetchRun
from ..identity import Duplicate
from ..record import Json, Line
from ..times import as_instant
from ..verdict.event_verdict import EventVerdict
from .rule import POSSIBLE, Case, Fold, Rule, line_of

_NOW_SLACK = timedelta(seconds=1)
_STUCK_CYCLES = 3
_ID_KEY = re.compile("id$", re.I)


class _Backwards(Fold):
    """Harm: the fetch after it created events again."""

    def __init__(self, rule: Rule, case: Case) -> None:
        super().__init__(rule, case)
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
            yield self.finding(cycle, what, line, harm=self._harmed)


def _moved_back(before: Json, after: Json) -> str:
    for key, old, new in _times(before, after):
        if new < old:
            return f"{key} from {_clock(old)} to {_clock(new)}"
    return ""


class _Stuck(Fold):
    """Incidents keep coming and the last run stays the same, whole object compared."""

    def __init__(self, rule: Rule, case: Case) -> None:
        super().__init__(rule, case)
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
            what = f"{self.case.identity.noun}s came in {_STUCK_CYCLES} runs in a row, and the last run did"
            what += " not move"
            yield self.finding(cycle, what, line, harm=self._harmed)


class _SetToNow(Fold):
    """Harm: an event was missed. An empty run may save now() and be right."""

    def __init__(self, rule: Rule, case: Case) -> None:
        super().__init__(rule, case)
        self._first: tuple[int, str, Line | None] | None = None

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self._first is None and run.status == "ok" and run.incidents and run.last_run.was_set:
            key = _now_key(run)
            if key:
                self._first = (run.cycle, key, line_of(run, "setLastRun"))
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._first is not None:
            cycle, key, line = self._first
            what = f"{key} is set to the clock's time, not to that of the newest event"
            if missed:
                what += "; what the product shows later than that is never asked for"
            yield self.finding(cycle, what, line, harm=bool(missed), key=key)


def _now_key(run: FetchRun) -> str:
    """The key that holds the time of the run itself, while no event of the run has that time."""
    asked = run.last_run.asked
    for key, value in asked.items() if isinstance(asked, dict) else ():
        instant = as_instant(value)
        if instant is None or not run.at - _NOW_SLACK <= instant <= run.pulled_at + _NOW_SLACK:
            continue
        if not any(instant in _instants(incident) for incident in run.incidents):
            return str(key)
    return ""


def _instants(incident: Json) -> Iterator[datetime | None]:
    """An incident has its time in ``occurred``, an event wherever the product has it."""
    open_values = [incident]
    while open_values:
        value = open_values.pop()
        if isinstance(value, dict):
            # A number that tells events apart is no time, whatever it looks like.
            open_values += [item for key, item in value.items() if not _ID_KEY.search(str(key))]
        elif isinstance(value, list):
            open_values += value
        elif isinstance(value, str) and value[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                open_values.append(json.loads(value))
        else:
            yield as_instant(value)


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
)
STUCK = Rule(
    code="XF208",
    name="last-run-stuck",
    severity=INFO,
    harm_severity=ERROR,
    meaning="Incidents keep coming and the last run does not move.",
    source="documented: the last run is to be advanced to the last item processed",
    fold=_Stuck,
)
SET_TO_NOW = Rule(
    code="XF209",
    name="last-run-set-to-now",
    severity=INFO,
    harm_severity=ERROR,
    meaning="The last run is set to the clock's time, so that what is indexed late is passed over.",
    source="reported: content PRs 43366, 33854",
    fold=_SetToNow,
    confidence=POSSIBLE,
)
