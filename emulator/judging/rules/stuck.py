"""XF2xx and XF4xx: rules about runs that never recover: all fetches fail from some cycle on.
``verdict.stuck`` finds the cause.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from ...record.entries import CheckedJson
from ...record.fetch_run import TIMEOUT, FetchRun
from ..finding import ERROR, LIKELY, Finding
from ..identity import Duplicate
from ..value_words import counted, cycles_words
from ..verdict.event_verdict import BLOCKED, EventVerdict
from ..verdict.stuck import FAILS, INDIGESTIBLE, KILLED, ONE_RECORD, REFUSED, UNREADABLE, Stuck
from .asking import answered_alike
from .now_and_then import got_nothing
from .rule import Case, Fold, Rule

_STATE_CHARS = 80
# Canned answers alone may cause these: a product that heeds the request would answer differently.
_BY_ANSWER = (INDIGESTIBLE, ONE_RECORD, REFUSED)


_EMPTY = (
    "every run since cycle {since} fails on an answer without events: {cause};"
    " it goes on when an event comes"
)
# Titles fit into a line of the screen; the messages say more.
_TITLES: Mapping[str, str] = {
    UNREADABLE: "every run since cycle {since} fails to read its own last run",
    INDIGESTIBLE: "every run since cycle {since} fails on the same answer: {error}",
    ONE_RECORD: "{asked} {answer} in every run since cycle {since}",
    REFUSED: "{asked} {answer} in every run since cycle {since}",
    FAILS: "every run since cycle {since} fails in the same way: {error}",
    KILLED: "every run since cycle {since} is killed at its timeout",
}


class _NeverRecovers(Fold):
    """Base of rules about runs whose fetches all fail from some cycle on.

    ``words`` maps each kind of failure that the rule reports to its message.
    """

    words: ClassVar[Mapping[str, str]] = {}

    def begin(self) -> None:
        self._failed: list[int] = []
        self._nothing = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.failed:
            self._failed.append(run.cycle)
            self._nothing = got_nothing(run)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        stuck = self.stuck
        if stuck is None or stuck.kind not in self.words:
            return
        values = {
            "since": stuck.since,
            "cause": stuck.cause,
            "error": stuck.cause.partition(":")[0],
            "asked": stuck.asked,
            "answer": f"is answered {stuck.answer}" if stuck.answer.isdecimal() else "fails",
            "saved": _saved(stuck),
        }
        what = self.words[stuck.kind].format(**values)
        title = _TITLES[stuck.kind].format(**values)
        if stuck.kind == INDIGESTIBLE and self._nothing:
            what = _EMPTY.format(**values)
            title = f"{cycles_words(self._failed)} failed on an answer without events"
        evidence: dict[str, CheckedJson] = {"runs": stuck.runs}
        if self.verdicts is not None and self.verdicts.counts[BLOCKED]:
            evidence["blocked"] = self.verdicts.counts[BLOCKED]
            what += f" ({counted(evidence['blocked'], 'event')} blocked)"
        if stuck.asked:
            evidence["request"], evidence["answer"] = stuck.asked, stuck.answer
        if stuck.kind == UNREADABLE:
            evidence["state"] = stuck.state
        blocked = () if self.verdicts is None else self.verdicts.of(BLOCKED)
        cycles = tuple(cycle for cycle in self._failed if cycle >= stuck.since)
        case = Case("", title, events=tuple(one.event.id for one in blocked), cycles=cycles)
        case = replace(case, count=len(case.events) or len(cycles))
        by_answers = self.by_answers(stuck)
        yield self.finding(
            stuck.since, what, stuck.line, by_answers=by_answers, case=case, **evidence
        )

    def by_answers(self, stuck: Stuck) -> bool:
        """Whether canned answers, which do not depend on the request, may have caused the failures."""
        return stuck.kind in _BY_ANSWER


def _saved(stuck: Stuck) -> str:
    text = json.dumps(stuck.state, ensure_ascii=False)
    shown = text if len(text) <= _STATE_CHARS else f"{text[: _STATE_CHARS - 1]}…"
    if stuck.state in ({}, None):
        return "the saved integration context"
    if not stuck.saved_by:
        return f"the last run that it was given ({shown})"
    return f"what cycle {stuck.saved_by} saved ({shown})"


class _Unreadable(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        UNREADABLE: "{saved} makes every run since cycle {since} fail before its first request:"
        " {cause}; no event will come until it is reset"
    }


class _Poison(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        INDIGESTIBLE: "every run since cycle {since} fails on the same answer: {cause};"
        " no later event will come",
        ONE_RECORD: "one record stops the fetch: {asked} {answer} in every run since cycle {since},"
        " and every run asks for it again: {cause}; no later event will come",
    }


class _Fails(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        REFUSED: "{asked} {answer} in every run since cycle {since}, and the last run does not change:"
        " {cause}; no event will come until the cause is fixed",
        FAILS: "every run since cycle {since} fails in the same way, and the last run does not change:"
        " {cause}; no event will come until the cause is fixed",
    }


class _Killed(_NeverRecovers):
    _paged = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == TIMEOUT:
            self._paged = answered_alike(run)
        return super().see(run, duplicates)

    def by_answers(self, stuck: Stuck) -> bool:
        return self._paged

    words: ClassVar[Mapping[str, str]] = {
        KILLED: "every run since cycle {since} is killed at its timeout and saves nothing, so the next"
        " run starts at the same place; no event will come"
    }


OWN_LAST_RUN_UNREADABLE = Rule(
    code="XF214",
    name="own-last-run-unreadable",
    severity=ERROR,
    meaning="The integration cannot read its own last run: every later run fails before its first request.",
    source="documented: a failed run does not change the last run",
    fold=_Unreadable,
    confidence=LIKELY,
    remedy="read the last run in the format in which the code writes it",
)
POISON = Rule(
    code="XF407",
    name="poison-window",
    severity=ERROR,
    meaning="The code cannot process one answer, or the product refuses the details of one record, and every"
    " run asks for it again.",
    source="reported: content PRs 44825, 44853",
    fold=_Poison,
    remedy="catch the error for that one record, log it, and go on with the next",
)
NEVER_RECOVERS = Rule(
    code="XF416",
    name="never-recovers",
    severity=ERROR,
    meaning="Every run fails in the same way, from the same last run: the same request gets the same answer,"
    " or another cause stays as it is.",
    source="documented: a failed run does not change the last run",
    fold=_Fails,
    confidence=LIKELY,
    remedy="save how far the run got before the failing request",
)
KILLED_EVERY_TIME = Rule(
    code="XF417",
    name="killed-every-time",
    severity=ERROR,
    meaning="Every run is killed at its timeout, and the next one starts at the same place.",
    source="reported: content PRs 44853, 40682; nothing of a killed run is saved (documented)",
    fold=_Killed,
    confidence=LIKELY,
    remedy="fetch less in one run, save the position, and continue in the next",
)
