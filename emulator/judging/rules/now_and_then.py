"""XF4xx: the rule about the code's own errors in some fetches, while others end well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...masking.logins import is_login
from ...record.entries import CheckedJson, Line
from ...record.fetch_run import FetchRun
from ...record.json_value import json_or_none
from ..finding import LIKELY, WARNING, Finding
from ..identity import Duplicate
from ..value_words import cycles_words
from ..verdict.event_verdict import EventVerdict
from .rule import Case, Fold, Rule

# What code raises that did not expect what it got, as against an error that it reports on purpose.
_OWN = (
    "AttributeError",
    "IndexError",
    "KeyError",
    "StopIteration",
    "TypeError",
    "UnboundLocalError",
    "ValueError",
    "ZeroDivisionError",
)
_DEEPEST = 4


class _NowAndThen(Fold):
    def begin(self) -> None:
        self._failed: dict[tuple[Line, str], list[FetchRun]] = {}
        self._ok_after: set[tuple[Line, str]] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        failure = run.failure
        if failure is None:
            self._ok_after.update(self._failed)
        elif not failure.on_purpose and failure.first_line and failure.first_type in _OWN:
            exchanges = run.record.exchanges
            if exchanges and all(200 <= (one.status or 0) < 300 for one in exchanges):
                key = failure.first_line, failure.first_type
                self._failed.setdefault(key, []).append(run)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self.stuck is not None:
            return
        for key, runs in self._failed.items():
            if key in self._ok_after:
                yield self._about(key[0], runs)

    def _about(self, line: Line, runs: Sequence[FetchRun]) -> Finding:
        cycles = tuple(run.cycle for run in runs)
        failure = runs[0].failure
        error = (failure.cause or failure.message) if failure else ""
        where = " on an answer without events" if all(map(got_nothing, runs)) else ""
        what = f"{cycles_words(cycles)} failed{where}, and a later run goes on: {error}"
        kind = error.partition(":")[0]
        title = f"{cycles_words(cycles)} failed{where or f': {kind}'}"
        case = Case("", title, cycles=cycles, count=len(cycles))
        return self.finding(runs[0].cycle, what, line, case=case, runs=len(runs))


def got_nothing(run: FetchRun) -> bool:
    """Return whether the fetch was answered, and no answer but a login's holds a list of objects or lines of
    text.
    """
    bodies = [one.response_body for one in run.record.exchanges if not is_login(one)]
    return bool(bodies) and not any(map(_holds_something, bodies))


def _holds_something(body: str) -> bool:
    value: CheckedJson = json_or_none(body)
    if value is None and body.strip() not in ("", "null"):
        # Of XML only its reader knows what it holds.
        return not body.lstrip().startswith(("<", "{", "["))
    return _has_objects(value, 0)


def _has_objects(value: CheckedJson, depth: int) -> bool:
    if isinstance(value, list):
        return any(isinstance(one, (dict, list)) for one in value)
    if isinstance(value, dict) and depth < _DEEPEST:
        return any(_has_objects(one, depth + 1) for one in value.values())
    return False


FAILS_NOW_AND_THEN = Rule(
    code="XF430",
    name="fails-now-and-then",
    severity=WARNING,
    meaning="The code raises an error of its own on some answers, such as an empty one. A later run goes on.",
    source="documented: a failed run does not change the last run, and its incidents are not created",
    fold=_NowAndThen,
    confidence=LIKELY,
    remedy="make this line accept what the product answers, also nothing at all",
)
