"""XF2xx and XF4xx: why a fetch will never recover. One cause a run, found by ``verdict.stuck``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from ...record.entries import CheckedJson
from ...record.fetch_run import TIMEOUT, FetchRun
from ..finding import ERROR, Finding
from ..identity import Duplicate
from ..verdict.event_verdict import BLOCKED, EventVerdict
from ..verdict.stuck import FAILS, INDIGESTIBLE, KILLED, ONE_RECORD, REFUSED, UNREADABLE, Stuck
from .asking import answered_alike
from .rule import LIKELY, Fold, Rule, counted

_STATE_CHARS = 80
# What a canned answer alone may cause: a product that filters would answer otherwise one day.
_BY_ANSWER = (INDIGESTIBLE, ONE_RECORD, REFUSED)


class _NeverRecovers(Fold):
    """Tells the causes that are named in ``words``, each in its own."""

    words: ClassVar[Mapping[str, str]] = {}

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        stuck = self.stuck
        if stuck is None or stuck.kind not in self.words:
            return
        what = self.words[stuck.kind].format(
            since=stuck.since,
            cause=stuck.cause,
            asked=stuck.asked,
            answer=f"is answered {stuck.answer}" if stuck.answer.isdecimal() else "fails",
            saved=_saved(stuck),
        )
        evidence: dict[str, CheckedJson] = {"runs": stuck.runs}
        if self.verdicts is not None and self.verdicts.counts[BLOCKED]:
            evidence["blocked"] = self.verdicts.counts[BLOCKED]
            what += f" ({counted(evidence['blocked'], 'event')} blocked)"
        if stuck.asked:
            evidence["request"], evidence["answer"] = stuck.asked, stuck.answer
        if stuck.kind == UNREADABLE:
            evidence["state"] = stuck.state
        by_answers = self.by_answers(stuck)
        yield self.finding(stuck.since, what, stuck.line, by_answers=by_answers, **evidence)

    def by_answers(self, stuck: Stuck) -> bool:
        """Whether a canned answer alone may have caused it."""
        return stuck.kind in _BY_ANSWER


def _saved(stuck: Stuck) -> str:
    text = json.dumps(stuck.state, ensure_ascii=False)
    shown = text if len(text) <= _STATE_CHARS else f"{text[: _STATE_CHARS - 1]}…"
    if stuck.state in ({}, None):
        return "what it keeps in the integration context"
    if not stuck.saved_by:
        return f"the last run that it was given ({shown})"
    return f"what cycle {stuck.saved_by} saved ({shown})"


class _Unreadable(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        UNREADABLE: "{saved} makes every run since cycle {since} fail before it asks for anything:"
        " {cause}; nothing will come until that is reset"
    }


class _Poison(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        INDIGESTIBLE: "every run since cycle {since} fails on the same answer: {cause};"
        " nothing later will come",
        ONE_RECORD: "one record stops the fetch: {asked} {answer} in every run since cycle {since},"
        " and every run asks for it again: {cause}; nothing later will come",
    }


class _Fails(_NeverRecovers):
    words: ClassVar[Mapping[str, str]] = {
        REFUSED: "{asked} {answer} in every run since cycle {since}, and the last run does not move:"
        " {cause}; nothing will come until somebody acts",
        FAILS: "every run since cycle {since} fails the same way, and the last run does not move:"
        " {cause}; nothing will come until somebody acts",
    }


class _Killed(_NeverRecovers):
    _paged = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == TIMEOUT:
            self._paged = answered_alike(run)
        return iter(())

    def by_answers(self, stuck: Stuck) -> bool:
        return self._paged

    words: ClassVar[Mapping[str, str]] = {
        KILLED: "every run since cycle {since} is killed at its timeout and saves nothing, so the next"
        " one begins where it began; nothing will come"
    }


OWN_LAST_RUN_UNREADABLE = Rule(
    code="XF214",
    name="own-last-run-unreadable",
    severity=ERROR,
    meaning="The integration cannot read what it saved: every later run fails before it asks for anything.",
    source="documented: the last run stays what it was when a run fails",
    fold=_Unreadable,
    confidence=LIKELY,
)
POISON = Rule(
    code="XF407",
    name="poison-window",
    severity=ERROR,
    meaning="One answer that the code cannot digest, or one record whose details are refused, is asked for"
    " again in every run, for ever.",
    source="reported: content PRs 44825, 44853",
    fold=_Poison,
)
NEVER_RECOVERS = Rule(
    code="XF416",
    name="never-recovers",
    severity=ERROR,
    meaning="Every run fails the same way, from the same last run: the same request with the same answer,"
    " or something else that does not change by itself.",
    source="documented: the last run stays what it was when a run fails",
    fold=_Fails,
    confidence=LIKELY,
)
KILLED_EVERY_TIME = Rule(
    code="XF417",
    name="killed-every-time",
    severity=ERROR,
    meaning="Every run is killed at its timeout, and the next one begins where it began.",
    source="reported: content PRs 44853, 40682; nothing of a killed run is saved (documented)",
    fold=_Killed,
    confidence=LIKELY,
)
