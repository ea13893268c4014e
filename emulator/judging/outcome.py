"""The outcome of a run, from which every report is made.

A run that just ended and a saved run are judged by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..record.entries import Line
from ..record.fetch_run import INTERRUPTED, History
from ..record.trace import Trace
from ..settings.expectation import Expectation
from .diagnosis.diagnose import TraceCall, explained, no_traces
from .diagnosis.other_uses import with_other_uses
from .diagnosis.shortest import reproducible
from .dossier import Dossier
from .finding import ERROR, INFO, SEVERITIES, WARNING, Finding, in_order
from .guessed import Guessed
from .judge import judge, switched_off
from .judgement import Judgement
from .verdict.event_verdict import BLOCKED, MISSED
from .verdict.verdicts import Verdicts
from .window.window import first_fetch_hint

# How many of the integration's lines around a finding's own are kept.
_AROUND = 3


@dataclass(frozen=True)
class Summary:
    """The counts in the last line of a report.

    ``missed`` is None where it is unknown; ``findings`` maps each severity to its number of findings.
    """

    cycles: int
    ok: int
    failed: int
    skipped: int
    incidents: int
    unique: int
    duplicates: int
    missed: int | None
    findings: Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run: its fetches, what is known of it besides, and what judging found.

    ``source_lines`` maps ``file:number`` to the text of the integration's lines that findings or failures
    name, and of the lines around them.
    ``traces`` maps cycles to the traces of the fetches that findings concern: the steps of the integration's
    code.
    ``expect`` is what the scenario expects, None where it expects nothing;
    ``differs`` lists where the run is not as its scenario expects; None where the scenario expects nothing.
    ``guesses`` are the guesses of the scenario that the user has not confirmed. ``lacking`` says what a
    guessed product lacks, so that no incident came or a fetch failed, and where to edit the scenario; else
    empty.
    ``fail_on`` is the least severity that makes the run fail: error, warning or never.
    """

    dossier: Dossier
    judgement: Judgement
    runs: History
    source_lines: Mapping[str, str]
    # What the fetches decided that findings are about, by cycle.
    traces: Mapping[int, Trace] = field(default_factory=dict)
    differs: tuple[str, ...] | None = None
    expect: Expectation | None = None
    fail_on: str = ERROR
    guesses: tuple[Guessed, ...] = ()
    lacking: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all rules, errors first."""
        return self.judgement.findings

    def decided(self, finding: Finding) -> str:
        """Return the source text of the line that the cause of a finding names; empty where no line is
        known.
        """
        line = finding.cause.line if finding.cause and finding.cause.known else None
        return self.source_lines.get(str(line), "").strip() if line else ""

    def command_for(self, finding: Finding) -> tuple[str, ...]:
        """Return the words of the command that shows just this finding: the command of this run with the
        finding's options. If no command started the run, they are only those options. They are empty for a
        run on the real clock, which does not repeat.
        """
        if self.dossier.clock.live:
            return ()
        given = self.dossier.setting.typed
        if "--cycles" in finding.reproduce and "--cycles" in given:
            at = given.index("--cycles")
            given = given[:at] + given[at + 2 :]
        return (*given, *finding.reproduce)

    @property
    def expected_rules(self) -> tuple[str, ...]:
        """The codes of the rules that the scenario's expectation names."""
        return tuple(self.expect.rules) if self.expect is not None else ()

    @property
    def verdicts(self) -> Verdicts | None:
        """The verdict on each event of the product; None where the product's events are unknown, and where no
        request reached the product.
        """
        return self.judgement.verdicts

    @property
    def stop(self) -> str:
        """The reason why the run ended: ``complete``, ``interrupted``, ``not answered`` or an error's
        message.
        """
        return self.dossier.stop

    @property
    def asked_from(self) -> str:
        """The time from which the first run asked for events, with the parameter that sets it (such as
        ``first_fetch``) if there is one. Empty if the run asked for no time.

        A start of 0 counts as a time only if a finding tells of it: without one it is the number of an event.
        """
        window = self.judgement.window
        if window is None or (
            window.text == "0" and all(one.rule != "XF301" for one in self.findings)
        ):
            return ""
        first_fetch = first_fetch_hint(self.dossier.setting.params)
        hint = f" ({first_fetch})" if first_fetch else ""
        return f"{window.describe()}{hint}"

    def stopped(self, reason: str) -> Outcome:
        """Return the same outcome with another reason for its end."""
        return replace(self, dossier=replace(self.dossier, stop=reason))

    def with_findings(self, found: Iterable[Finding]) -> Outcome:
        """Return the same outcome with these findings added."""
        findings = in_order((*self.findings, *found))
        return replace(self, judgement=replace(self.judgement, findings=findings))

    @property
    def summary(self) -> Summary:
        """The counts of cycles, incidents, duplicates, missed events and findings."""
        tally, duplicates = self.judgement.tally, sum(self.judgement.duplicates.values())
        return Summary(
            cycles=tally.cycles,
            ok=tally.ok,
            failed=tally.failed,
            skipped=tally.skipped,
            incidents=tally.incidents,
            unique=tally.incidents - duplicates,
            duplicates=duplicates,
            missed=None if self.verdicts is None or self.unproven else self.verdicts.counts[MISSED],
            findings={
                severity: sum(finding.severity == severity for finding in self.findings)
                for severity in SEVERITIES
            },
        )

    @property
    def never_reached(self) -> bool:
        """Whether the product's events are known but have no verdicts, because no request reached the
        product.
        """
        return self.dossier.truth is not None and self.verdicts is None

    @property
    def needs(self) -> str:
        """What the user must give before the run can prove something, and where to give it, in words;
        empty if nothing is needed.
        """
        name = self.judgement.made_up.parameter
        if not name:
            return self.lacking
        return (
            f"the code fails before its first request, because the optional parameter {name} has no value:"
            f" give it with --param {name}=…"
        )

    @property
    def unproven(self) -> str:
        """The reason why the run does not show whether events were missed, in words; empty where it does
        show it.
        """
        tally = self.judgement.tally
        if self.never_reached:
            return "no request reached the product"
        if tally.exchanges and not tally.answered:
            return "nothing was answered"
        if not tally.proven:
            return "nothing was answered" if self.dossier.attempts else "no fetch ended well"
        return ""

    @property
    def came_to_nothing(self) -> bool:
        """Whether the run was interrupted before its first cycle ended. Callers then keep the files of an
        earlier run.
        """
        return self.stop == INTERRUPTED and not self.judgement.tally.cycles

    @property
    def drained(self) -> bool:
        """Whether the run went on for extra cycles after the last event, so that every event had time to
        come.
        """
        return self.judgement.tally.cycles > self.dossier.clock.cycles

    @property
    def blocked(self) -> int:
        """The number of events that will never come because every fetch fails; 0 where the product's
        events are unknown.
        """
        return 0 if self.verdicts is None else self.verdicts.counts[BLOCKED]

    def worst(self) -> str | None:
        """Return the worst severity among the findings; None without findings."""
        for severity in (ERROR, WARNING, INFO):
            if any(finding.severity == severity for finding in self.findings):
                return severity
        return None

    def exit_code(self) -> int:
        """Return the exit code of the run.

        0: no finding at or above ``fail_on``.
        1: such a finding, or the run stopped early; also, unless ``fail_on`` is never, a cycle failed that
        neither an option nor a fault made fail, or the guessed product lacks something (``lacking``).
        4: a request was not answered, or the code demands an optional parameter that has no value.
        130: interrupted.
        Where the scenario states an expectation, 0 and 1 only say whether the run met it.
        """
        if self.stop == INTERRUPTED:
            return 130
        if self.stop == "not answered":
            return 4
        if self.stop != "complete":
            return 1
        if self.differs is not None:
            return 1 if self.differs else 0
        if self.judgement.made_up.parameter:
            return 4
        failed = bool(self.judgement.tally.unasked_failures or self.lacking)
        grave = {"error": (ERROR,), "warning": (ERROR, WARNING), "never": ()}[self.fail_on]
        found = any(finding.severity in grave for finding in self.findings)
        return 1 if (failed and self.fail_on != "never") or found else 0


def outcome_of(
    dossier: Dossier,
    runs: History,
    source: Callable[[Iterable[Line]], Mapping[str, str]],
    trace: TraceCall = no_traces,
) -> Outcome:
    """Judge the fetches and return the outcome.

    ``source`` is a function that returns the text of the given lines of the integration, by ``file:number``,
    without lines that it does not have. ``trace`` is a function that runs the given fetches again and returns
    their traces: the steps of the integration's code.
    """

    def judged(of: History) -> Judgement:
        return judge(
            of,
            dossier.facts,
            id_field=dossier.id_field,
            truth=dossier.truth,
            severities=dossier.severities,
        )

    judgement = judged(runs)
    findings, traces = explained(
        judgement.findings,
        runs,
        judgement.identity,
        dossier.truth or (),
        trace,
        failed=judgement.tally.failed > 0,
    )
    if trace is not no_traces and not dossier.clock.live:
        least = _fail_cycles(dossier.setting.typed)
        findings = reproducible(findings, runs, lambda of: judged(of).findings, least)
    findings = tuple(with_other_uses(one, source) for one in findings)
    # The deciding line has a comment of its own, beside the one of the line that the rule saw.
    findings = tuple(one for one in findings if not switched_off(one, dossier.facts))
    pointed = {finding.line for finding in findings if finding.line}
    pointed.update(line for finding in findings for _, line in finding.places)
    pointed.update(
        place.line for finding in findings if finding.cause for place in finding.cause.places
    )
    if judgement.tally.failed:
        failures = (run.failure for run in runs if run.failure is not None)
        pointed.update(one.first_line for one in failures if one.first_line is not None)
    judgement = replace(judgement, findings=findings)
    return Outcome(dossier, judgement, runs, source(_around(pointed)), traces=traces)


def _fail_cycles(typed: Sequence[str]) -> int:
    """Return the last cycle that the user's command makes fail: the run must have that many cycles."""
    numbers = [text for word, text in pairwise(typed) if word == "--fail-cycle"]
    return max((int(one) for one in numbers if one.isdigit()), default=1)


def _around(lines: Iterable[Line]) -> list[Line]:
    wanted = {
        Line(line.file, number)
        for line in lines
        for number in range(max(line.number - _AROUND, 1), line.number + _AROUND + 1)
    }
    return sorted(wanted, key=lambda line: (line.file, line.number))
