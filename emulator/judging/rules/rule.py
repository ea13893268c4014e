"""A rule: a stable code, its words, and a fold over the fetches of a run that yields findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ..finding import ERROR, WARNING, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from ..verdict.story import Story
from ..verdict.stuck import Stuck
from ..verdict.verdicts import Verdicts

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
_CANNED = "a reply is the same whatever is asked; a vendor file or a scenario filters"


class Fold:
    """One rule at work on one run: it sees each fetch once, in order, and keeps no more than it needs."""

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        self.rule = rule
        self.facts = facts
        # By identity, why an event was missed or created twice; known when the fetches have ended.
        self.stories: Mapping[str, Story] = {}
        # What became of the product's events; None without ground truth.
        self.verdicts: Verdicts | None = None
        # Why the fetch will never recover; None where it may.
        self.stuck: Stuck | None = None

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """The next fetch, and those of its incidents that had been created before."""
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        """After the last fetch; ``missed`` is empty also where nobody knows."""
        return iter(())

    def finding(
        self,
        cycle: int | None,
        message: str,
        line: Line | None = None,
        *,
        harm: bool = False,
        by_answers: bool = False,
        **evidence: Json,
    ) -> Finding:
        """A finding of this rule; ``harm`` says that a symptom did damage in this run.

        ``by_answers``: a product that heeds what it is asked may not have caused it. Then it is no error
        where the answers are canned.
        """
        rule = self.rule
        severity = (rule.strict_severity if self.facts.strict else "") or rule.severity
        if harm and rule.harm_severity:
            severity = rule.harm_severity
        if by_answers and self.facts.canned and severity == ERROR:
            severity, message = WARNING, f"{message} ({_CANNED})"
        return Finding(rule.code, rule.name, severity, cycle, message, evidence, line)


@dataclass(frozen=True)
class Rule:
    """``severity`` is the usual one, ``strict_severity`` the one under ``--strict`` and
    ``harm_severity`` the one where harm was shown, each where it differs.

    ``source`` says where the fact comes from: documented, observed in code, reported or assumed;
    ``confidence`` how sure a finding is: certain, likely or possible.
    """

    code: str
    name: str
    severity: str
    meaning: str
    source: str
    fold: type[Fold]
    strict_severity: str = ""
    harm_severity: str = ""
    confidence: str = CERTAIN


class Once(Fold):
    """A fold that tells its finding once a run, at the first fetch that shows it."""

    _told = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if not self._told:
            for finding in self.look(run, duplicates):
                self._told = True
                yield finding
                return

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """What this fetch shows, if anything."""
        return iter(())


def line_of(run: FetchRun, *names: str) -> Line | None:
    """The integration's line of the last call of those names in a fetch."""
    calls = run.record.named(*names)
    return calls[-1].line if calls else None


def counted(count: int, noun: str) -> str:
    """``1 incident``, ``2 incidents``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
