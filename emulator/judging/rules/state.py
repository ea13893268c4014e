"""XF2xx: rules about state that is too large, holds the wrong thing or is kept in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.context_keys import state_keys
from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.incident import raw_event
from ...record.json_path import canonical
from ...record.json_value import json_or_none
from ...settings.settings import FETCH_ASSETS, FETCH_INDICATORS, LONG_RUNNING
from ..finding import INFO, LIKELY, POSSIBLE, WARNING, Finding
from ..identity import Duplicate
from ..verdict.event_verdict import EventVerdict
from ..verdict.last_run_cursor import CONTEXT_SAVERS
from .rule import Case, Fold, Once, Rule, line_of

_PLATEAU_ITEMS = 1_000
_MONTH_S = 30 * 86_400
_TELLING_KEYS = 4
_BETWEEN = (",", " ", ";", "|")


class _Grows(Fold):
    """Finds a last run of a thousand values or more that still grew in the last quarter of the cycles until
    the last one that created something: without new events even a state without bounds stays as it is. A
    state with no more values than the lists that the product answered in that cycle is bounded by them.
    """

    def begin(self) -> None:
        self._busy: FetchRun | None = None
        self._sizes: list[tuple[int, int]] = []
        self._every = 1
        self._cycles = 0
        self._line: Line | None = None

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._cycles += 1
        if run.incidents or run.command in (FETCH_ASSETS, FETCH_INDICATORS):
            self._busy = run
        if self._cycles % self._every == 0 and run.status == "ok":
            self._sizes.append((run.cycle, _items(run.last_run.after)))
            self._line = line_of(run, "setLastRun") or self._line
            if len(self._sizes) >= 400:  # half the samples, twice as far apart
                self._sizes, self._every = self._sizes[::2], self._every * 2
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        busy = self._busy
        sizes = [one for one in self._sizes if busy is not None and one[0] <= busy.cycle]
        if busy is None or len(sizes) < 4 or sizes[-1][1] < _PLATEAU_ITEMS:
            return
        last_cycle, last = sizes[-1]
        then_cycle, then = sizes[-max(len(sizes) // 4, 2)]
        all_sizes = [size for _, size in self._sizes]
        if last <= then or max(all_sizes) > last or all_sizes[-1] < last:
            return
        if last <= sum(_listed(json_or_none(one.response_body)) for one in busy.record.exchanges):
            return
        a_cycle = (last - then) / (last_cycle - then_cycle)
        month = int(last + a_cycle * _MONTH_S / self.facts.interval_s)
        what = (
            f"the last run holds {last} values and still grows; in 30 days it holds some {month:,}"
        )
        case = Case("", f"the last run grows for ever: {last} values after cycle {last_cycle}")
        # The last cycle that added a value, not one after it that found nothing new.
        grew = next(cycle for cycle, size in sizes if size == last)
        yield self.finding(grew, what, self._line, case=case, values=last, after_30_days=month)


def _listed(answer: Json) -> int:
    """Return how long the longest list of an answer is."""
    if isinstance(answer, dict):
        return max(map(_listed, answer.values()), default=0)
    if isinstance(answer, list):
        return max(len(answer), *map(_listed, answer)) if answer else 0
    return 0


def _items(value: Json) -> int:
    if isinstance(value, dict):
        return sum(map(_items, value.values()))
    if isinstance(value, list):
        return sum(map(_items, value))
    # A list is often kept as text.
    return max(map(value.count, _BETWEEN)) + 1 if isinstance(value, str) else 1


class _HoldsEvents(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        held = list(_large_objects(run.last_run.asked)) if run.last_run.was_set else []
        if not held or not run.incidents:
            return
        events = {canonical(raw_event(incident)) for incident in run.incidents}
        if any(canonical(item) in events or "rawJSON" in item for item in held):
            what = "the last run holds whole events; their ids or a time are enough"
            yield self.finding(run.cycle, what, line_of(run, "setLastRun"))


def _large_objects(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, dict) and len(inner) >= _TELLING_KEYS:
                yield inner
            yield from _large_objects(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict) and len(inner) >= _TELLING_KEYS:
                yield inner
            yield from _large_objects(inner)


class _ChangedInPlace(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == "ok" and run.lost_change is not None:
            what = "the code changed the object that getLastRun returned without calling setLastRun"
            yield self.finding(run.cycle, what, line_of(run, "getLastRun"), changed=run.lost_change)


class _HiddenState(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        # A long-running command has no last run to keep its state in.
        if not run.context_changed or not run.incidents or run.command == LONG_RUNNING:
            return
        calls = run.record.named(*CONTEXT_SAVERS)
        value = calls[-1].args.get("value") if calls else None
        keys = state_keys(value) if isinstance(value, dict) else []
        if keys:
            what = f"the integration context holds the fetch's state ({', '.join(keys[:4])}), and"
            what += " resetting the last run does not clear it"
            case = Case(", ".join(keys[:4]))
            yield self.finding(run.cycle, what, calls[-1].line, case=case, keys=keys)


GROWS = Rule(
    code="XF210",
    name="last-run-grows",
    severity=WARNING,
    meaning="The last run grows with every event and never stops growing.",
    source="reported: content PRs 40661, 29411",
    fold=_Grows,
    confidence=LIKELY,
    remedy="keep only the ids of events that the next fetch can get again",
)
HOLDS_EVENTS = Rule(
    code="XF211",
    name="last-run-holds-events",
    severity=INFO,
    meaning="The last run holds whole events instead of their ids or a time.",
    source="documented: the last run is a small object",
    fold=_HoldsEvents,
    remedy="save the ids of the events, or a time",
)
CHANGED_IN_PLACE = Rule(
    code="XF212",
    name="last-run-changed-in-place",
    severity=WARNING,
    meaning="The code changed the object that getLastRun returned; without setLastRun the change is lost.",
    source="documented: setLastRun saves, nothing else does",
    fold=_ChangedInPlace,
    remedy="call setLastRun with the changed object",
)
HIDDEN_STATE = Rule(
    code="XF213",
    name="state-outside-last-run",
    severity=INFO,
    meaning="The fetch keeps its state in the integration context, which a reset does not clear.",
    source="reported: content PR 29646",
    fold=_HiddenState,
    confidence=POSSIBLE,
    remedy="keep the fetch's state in the last run",
)
