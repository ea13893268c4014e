"""XF2xx: rules about how the last run is set and saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ...record.context_keys import may_hold_state
from ...record.delivery import refusals
from ...record.entries import Call, Json, Line
from ...record.fetch_run import SENDERS, FetchRun
from ...settings.settings import FETCH_ASSETS
from ..finding import ERROR, INFO, WARNING, Finding
from ..grouping import in_cycles
from ..identity import Duplicate
from ..value_words import listed
from ..verdict.event_verdict import EventVerdict
from ..verdict.last_run_cursor import CONTEXT_READERS, CONTEXT_SAVERS
from .incidents import FETCH_INCIDENTS
from .rule import Case, Fold, Once, Rule, line_of

_SETTERS = ("setLastRun",)
_MOST_KEYS = 100
_KEPT_SHAPE = "kept"


class _Kept(Fold):
    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        asked = run.last_run.was_set and not run.last_run.saved
        if run.failed and (asked or run.dropped):
            count = len(run.dropped)
            noun = self.facts.identity.noun
            what = f"1 {noun} was" if count == 1 else f"{count} {noun}s were"
            lost = f"; {what} not created" if count else ""
            yield self.finding(
                run.cycle,
                f"the run failed, so the server kept the previous last run{lost}",
                run.failure.first_line if run.failure else None,
                case=Case(_KEPT_SHAPE, cycles=(run.cycle,)),
                kept=run.last_run.before,
                asked=run.last_run.asked,
                dropped=len(run.dropped),
            )


class _NotStrings(Fold):
    """Finds values of the last run that are not strings; one finding lists the keys of all cycles."""

    def begin(self) -> None:
        self._keys: dict[str, str] = {}
        self._line: Line | None = None
        self._cycles: list[int] = []

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        odd = _odd_keys(run.last_run.asked) if run.last_run.was_set else {}
        if odd:
            if not self._cycles:
                self._line = line_of(run, *_SETTERS)
            self._cycles.append(run.cycle)
            for key, kind in odd.items():
                if len(self._keys) < _MOST_KEYS:
                    self._keys.setdefault(key, kind)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._cycles:
            what = "the last run holds values that are not strings: "
            what += listed(f"{key} ({kind})" for key, kind in self._keys.items())
            finding = self.finding(self._cycles[0], what, self._line, keys=self._keys)
            yield in_cycles(finding, self._cycles)


def _odd_keys(value: Json) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"": type(value).__name__}
    return {key: type(item).__name__ for key, item in value.items() if not isinstance(item, str)}


# The error of a call that a scenario's fault makes fail.
_BY_FAULT = "fault: "


class _NotJson(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for call in run.record.named(*_SETTERS):
            if call.error and not call.error.startswith(_BY_FAULT):
                yield self.finding(run.cycle, call.error, call.line)


class _NeverSet(Fold):
    """Finds integrations that create events twice, set no last run and keep no state in the context.

    Without duplicates there is no finding: an integration that empties a queue needs no last run.
    """

    def begin(self) -> None:
        self._set = self._in_context = False
        self._line: Line | None = None
        self._cycles: list[int] = []

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._set |= run.last_run.was_set or bool(run.last_run.before)
        if not self._set and not self._in_context:
            self._in_context = any(map(may_hold_state, _contexts(run)))
        if duplicates:
            self._line = line_of(run, *SENDERS) if not self._cycles else self._line
            self._cycles.append(run.cycle)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._cycles and not self._set and not self._in_context:
            what = "setLastRun was never called, and events were created again"
            yield in_cycles(self.finding(self._cycles[0], what, self._line), self._cycles)


def _contexts(run: FetchRun) -> Iterator[Json]:
    """Yield every integration context that the fetch wrote or read."""
    for call in run.record.named(*CONTEXT_SAVERS, *CONTEXT_READERS):
        if call.name in CONTEXT_SAVERS:
            yield call.args.get("value")
        elif call.name == "getIntegrationContextVersioned":
            yield call.answer.get("context") if isinstance(call.answer, Mapping) else None
        else:
            yield call.answer


class _SetBeforeSent(Fold):
    """Finds a last run that is set before the events are sent.

    In fetch-incidents the order does no harm: the server saves both at the end, or neither. The events
    commands send at the call, and keep their last run after a failure.
    """

    all_commands = True

    def begin(self) -> None:
        self._first: tuple[int, Line | None] | None = None
        self._harmed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self._harmed or run.command == FETCH_INCIDENTS:
            return iter(())
        setter, sender = _first(run, _savers(run)), _first(run, SENDERS)
        if setter is None:
            return iter(())
        refused = any(call.seq > setter.seq for call in refusals(run.record))
        broke_between = run.last_run.saved and (refused or (run.failed and sender is None))
        before = sender is not None and setter.seq < sender.seq
        if broke_between or (before and self._first is None):
            self._first, self._harmed = (run.cycle, setter.line), broke_between
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._first is None:
            return
        cycle, line = self._first
        what = f"the code sets the last run before it sends the {self.facts.identity.noun}s"
        if self._harmed:
            what += "; sending failed after that, and the last run was saved"
        yield self.finding(cycle, what, line, harm=self._harmed)


class _SetTwice(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        calls = [call for call in run.record.named(*_SETTERS) if not call.error]
        for earlier, later in pairwise(calls):
            lost = _lost_keys(earlier.args.get("value"), later.args.get("value"))
            if lost:
                yield self.finding(
                    run.cycle,
                    f"setLastRun was called twice; the second call drops {', '.join(lost)}",
                    later.line,
                    case=Case(", ".join(lost)),
                    lost=lost,
                    earlier=str(earlier.line),
                )
                return


def _lost_keys(earlier: Json, later: Json) -> list[str]:
    if not isinstance(earlier, dict) or not isinstance(later, dict):
        return []
    return [key for key in earlier if key not in later]


def _savers(run: FetchRun) -> tuple[str, ...]:
    return ("setAssetsLastRun",) if run.command == FETCH_ASSETS else _SETTERS


def _first(run: FetchRun, names: Sequence[str]) -> Call | None:
    return next((call for call in run.record.named(*names) if not call.error), None)


KEPT = Rule(
    code="XF201",
    name="last-run-kept",
    severity=INFO,
    meaning="The fetch failed, so the server did not save the last run that it had set.",
    source="documented",
    fold=_Kept,
    remedy="nothing, if the next run can succeed",
)
NOT_STRINGS = Rule(
    code="XF202",
    name="last-run-not-strings",
    severity=INFO,
    strict_severity=WARNING,
    meaning="The documentation asks for strings in the last run; other JSON values work in practice.",
    source="documented, contradicted by other pages of the same documentation",
    fold=_NotStrings,
    remedy="save numbers as text, and lists with json.dumps",
)
NOT_JSON = Rule(
    code="XF203",
    name="last-run-not-json",
    severity=ERROR,
    meaning="setLastRun received a set, a datetime or another value that JSON does not have.",
    source="observed in code: the last run goes through json.dump; reported: content PR 37217",
    fold=_NotJson,
    remedy="convert the values to JSON types before you save them",
)
NEVER_SET = Rule(
    code="XF204",
    name="last-run-never-set",
    severity=WARNING,
    meaning="No fetch called setLastRun, and events were created again.",
    source="documented: the last run tells the next fetch where to begin",
    fold=_NeverSet,
    remedy="save where the next fetch has to start, with setLastRun",
)
SET_BEFORE_SENT = Rule(
    code="XF205",
    name="set-before-sent",
    severity=INFO,
    harm_severity=ERROR,
    meaning="The code sets the last run before it sends the events; a failure in between can lose them.",
    source="reported: content PRs 25828, 40682",
    fold=_SetBeforeSent,
    remedy="send first, then call setLastRun",
)
SET_TWICE = Rule(
    code="XF206",
    name="last-run-set-twice",
    severity=WARNING,
    meaning="A second setLastRun in the same run drops keys that the first call had set.",
    source="observed in code: the last call replaces the whole object",
    fold=_SetTwice,
    confidence="likely",
    remedy="build one object, and call setLastRun once",
)
