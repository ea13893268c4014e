"""Base classes of rules: a ``Rule`` describes a problem, its ``Fold`` looks for it in a run's fetches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ..finding import CERTAIN, ERROR, WARNING, Finding
from ..grouping import in_cycles
from ..identity import Duplicate
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from ..verdict.story import Story
from ..verdict.stuck import Stuck
from ..verdict.verdicts import Verdicts

_MOST_CAUSES = 20
_CANNED = "a canned reply ignores the request; a vendor file or a scenario filters"


@dataclass(frozen=True)
class Case:
    """What one report of a rule is about, so that reports of one cause can become one finding.

    The fields are those of ``Finding``; ``count`` may be more than the number of ``events``, and without a
    ``remedy`` that of the rule holds.
    """

    shape: str
    title: str = ""
    story: str = ""
    brief: str = ""
    events: tuple[str, ...] = ()
    cycles: tuple[int, ...] = ()
    count: int = 1
    remedy: str = ""
    places: tuple[tuple[str, Line], ...] = ()


class Fold:
    """Applies one rule to one run. It sees each fetch once, in order, and must keep little in memory."""

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        self.rule = rule
        self.facts = facts
        # Why events were missed or created twice, by identity; set before ``end``.
        self.stories: Mapping[str, Story] = {}
        # What became of the product's events, set before ``end``; None without ground truth.
        self.verdicts: Verdicts | None = None
        # Why the fetch will never recover, set before ``end``; None where it may recover.
        self.stuck: Stuck | None = None
        self.begin()

    def begin(self) -> None:
        """Set up what the fold keeps between fetches; called once, before the first fetch."""

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """Look at the next fetch; ``duplicates`` are those of its incidents that had been created before."""
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        """Yield findings after the last fetch. ``missed`` is empty where missed events are unknown."""
        return iter(())

    def finding(
        self,
        cycle: int | None,
        message: str,
        line: Line | None = None,
        *,
        harm: bool = False,
        by_answers: bool = False,
        case: Case | None = None,
        **evidence: Json,
    ) -> Finding:
        """Build a finding of this rule.

        ``case`` says what it is about; without one it is never merged with others.

        ``harm`` says that the symptom did damage in this run, which may raise the severity.
        ``by_answers`` says that canned answers may have caused it: with canned answers, an error becomes a
        warning that says so.
        """
        rule = self.rule
        severity = (rule.strict_severity if self.facts.strict else "") or rule.severity
        if harm and rule.harm_severity:
            severity = rule.harm_severity
        about = case or Case("")
        story = about.story
        if by_answers and self.facts.canned and severity == ERROR:
            severity, message = WARNING, f"{message} ({_CANNED})"
            if about.title:
                story = f"{story} ({_CANNED})" if story else _CANNED
        return Finding(
            rule.code,
            rule.name,
            severity,
            cycle,
            message,
            evidence,
            line,
            confidence=rule.confidence,
            title=about.title,
            story=story,
            events=about.events,
            cycles=about.cycles,
            count=about.count,
            shape=about.shape,
            brief=about.brief,
            remedy=about.remedy or rule.remedy,
            places=about.places,
        )


@dataclass(frozen=True)
class Rule:
    """The description of a rule.

    ``code`` (XF101) is stable; ``name`` and ``meaning`` say what the rule finds;
    ``severity`` is the usual severity; ``strict_severity`` replaces it under ``--strict``, and
    ``harm_severity`` where the problem did damage; both are empty where they do not differ;
    ``source`` says where the fact comes from: documented, observed in code, reported or assumed;
    ``fold`` creates the object that looks for the problem;
    ``remedy`` says in a few words what to do, the page says more;
    ``confidence`` says how sure a finding is: certain, likely or possible;
    ``heading`` is what a title says of several events that the rule found: ``events missed``.
    """

    code: str
    name: str
    severity: str
    meaning: str
    source: str
    fold: Callable[[Rule, RunFacts], Fold]
    remedy: str
    strict_severity: str = ""
    harm_severity: str = ""
    confidence: str = CERTAIN
    heading: str = ""


class PerCause(Fold):
    """A fold that yields one finding for each problem that ``look`` finds, with all cycles that show it.

    Two fetches show the same problem where line and shape are the same. The first of them is told.
    """

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        self._told: dict[tuple[Line | None, str], tuple[Finding, list[int]]] = {}
        super().__init__(rule, facts)

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for finding in self.look(run, duplicates):
            key = finding.line, finding.shape
            told = self._told.get(key)
            if told is None and len(self._told) < _MOST_CAUSES:
                told = self._told[key] = finding, []
            if told is not None and told[1][-1:] != [run.cycle]:
                told[1].append(run.cycle)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for finding, cycles in self._told.values():
            yield in_cycles(finding, cycles)

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """Yield the problems that this fetch shows."""
        return iter(())


class Once(PerCause):
    """A fold whose findings count as one report, that of the first fetch that shows the problem."""

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for number, finding in enumerate(super().end(missed)):
            yield replace(finding, reports=0) if number else finding


def line_of(run: FetchRun, *names: str) -> Line | None:
    """Return the integration's line of the last call of one of the demisto functions ``names``."""
    calls = run.record.named(*names)
    return calls[-1].line if calls else None
