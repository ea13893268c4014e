"""The base classes of rules. A ``Rule`` describes a problem; its ``Fold`` looks for the problem in the
fetches of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ..finding import CERTAIN, ERROR, WARNING, Finding
from ..grouping import in_cycles
from ..identity import Duplicate
from ..intake.expiration import Lapse
from ..intake.snapshots import Snapshot
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from ..verdict.story import Story
from ..verdict.stuck import Stuck
from ..verdict.verdicts import Verdicts

_MOST_CAUSES = 20
_CANNED = "a canned reply ignores the request; a vendor file or a scenario filters"


@dataclass(frozen=True)
class Case:
    """The events and cycles that one report of a rule concerns, and its kind of cause.

    Reports with the same rule, line and ``shape`` are merged into one finding. The fields are those of
    ``Finding``; ``count`` may exceed the number of ``events``; without a ``remedy`` the one of the rule is
    used.
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
    """Looks in one run for the problem of one rule. It gets each fetch once, in order, and must keep
    little in memory. ``all_commands`` says that it gets also the fetches of another command that the
    instance ran beside its own: those of fetch-assets, whose last run is another one.
    """

    all_commands = False

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        self.rule = rule
        self.facts = facts
        # Why events were missed or created twice, by identity; set before ``end``.
        self.stories: Mapping[str, Story] = {}
        # What became of the product's events, set before ``end``; None without ground truth.
        self.verdicts: Verdicts | None = None
        # Why the fetch will never recover, set before ``end``; None where it may recover.
        self.stuck: Stuck | None = None
        # The asset snapshots of the run, set before ``end``.
        self.snapshots: tuple[Snapshot, ...] = ()
        # What went wrong with the indicators of a feed, set before ``end``.
        self.lapses: tuple[Lapse, ...] = ()
        self.begin()

    def begin(self) -> None:
        """Create the attributes that the fold keeps between fetches. It is called once, before the first
        fetch.
        """

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """Read the next fetch and yield findings about it. ``duplicates`` are those of its incidents whose
        events were created before.
        """
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        """Yield the remaining findings after the last fetch. ``missed`` lists the missed events, empty
        where they are unknown.
        """
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

        ``cycle``, ``message``, ``line`` and ``evidence`` are those of the finding. ``case`` says which events
        and cycles it concerns; a finding without a case is never merged with others.

        ``harm`` says that the problem did damage in this run, which may raise the severity. ``by_answers``
        says that canned answers, which do not depend on the request, may have caused the problem: where the
        product gives such answers, an error becomes a warning that says so.
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
    ``source`` says how the fact behind the rule is known: documented, observed in (production's) code,
    reported or assumed;
    ``fold`` creates the object that looks for the problem;
    ``remedy`` says in a few words what to do; the rule's page says more;
    ``confidence`` says how sure a finding is: certain, likely or possible;
    ``heading`` is how a title speaks of several events that the rule found: ``events missed``.
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
    """Base of rules that yield one finding for each problem, with all cycles that show the problem.

    Two fetches show the same problem if the findings of ``look`` have the same line and shape. The finding of
    the first fetch is reported.
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
    """Like ``PerCause``, but all findings together count as one report where a scenario's ``expect``
    counts reports.
    """

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for number, finding in enumerate(super().end(missed)):
            yield replace(finding, reports=0) if number else finding


def line_of(run: FetchRun, *names: str) -> Line | None:
    """Return the integration's line of the last call of one of the demisto functions ``names``."""
    calls = run.record.named(*names)
    return calls[-1].line if calls else None
