"""The result of a run for a pytest test: incidents, findings, and the verdicts on the product's events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from ..judging.finding import ERROR, Finding
from ..judging.outcome import Outcome
from ..judging.value_words import listed
from ..judging.verdict.event_verdict import BLOCKED, MISSED, PENDING
from ..printable import printable_line
from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..reports.headline import headline
from ..reports.screen.styled import QUIET, UNBOUNDED, plain
from ..reports.screen.text import render, report_lines

# What the message of a run that proves nothing advises.
ALLOWED = "allow_failures=True takes the run as it is"


class Reported(tuple[Any, ...]):
    """A tuple of values with a short repr, which pytest shows where an assert fails.

    The causes of the failure are not in the repr: they stand once in the section that the plugin adds to a
    failed test.
    """

    what: str
    names: tuple[str, ...]

    def __new__(cls, what: str, values: Iterable[Any], names: Iterable[str]) -> Reported:
        made = super().__new__(cls, values)
        made.what, made.names = what, tuple(map(printable_line, names))
        return made

    def __repr__(self) -> str:
        return f"{len(self)} {self.what}: {listed(self.names)}" if self else f"0 {self.what}"


Fail = Callable[[str], NoReturn]


class Fetched:
    """The result of a run for a pytest test; ``outcome`` holds all that is known of the run.

    ``fail`` is a function that ends the test with a message. With ``allow_failures`` the test accepts a run
    that proves nothing, and events that were never created.
    """

    def __init__(self, outcome: Outcome, fail: Fail, *, allow_failures: bool = False) -> None:
        self.outcome = outcome
        self._fail = fail
        self._allow_failures = allow_failures

    @property
    def runs(self) -> tuple[FetchRun, ...]:
        return tuple(self.outcome.runs)

    @property
    def incidents(self) -> list[Json]:
        """All incidents that the XSOAR server would have created in the run, duplicates included."""
        return [incident for run in self.outcome.runs for incident in run.incidents]

    @property
    def last_runs(self) -> list[Json]:
        """The integration's last run after each cycle."""
        return [run.last_run.after for run in self.outcome.runs]

    @property
    def duplicates(self) -> Reported:
        """The ids of the events of which more than one incident was created; for an event without an id
        its name.
        """
        found = [item for item in self.outcome.findings if item.rule == "XF101"]
        events = [event for item in found for event in item.events]
        return Reported("duplicates", events, events)

    @property
    def missed(self) -> Reported:
        """The ids of the product's events that the fetches missed.

        The test fails if the missed events are unknown: without ground truth (a list of the product's
        events), in a run that proves nothing, and, unless failures are allowed, if events can never come
        because every fetch fails or have not come at the end of the run.
        """
        missed = self._events(MISSED)
        if self.outcome.unproven:
            self._fail(f"missed: unknown, since {self.outcome.unproven}")
        left = (BLOCKED, PENDING) if self.outcome.drained else (BLOCKED,)
        for verdict in () if self._allow_failures else left:
            found = self._events(verdict)
            if found:
                self._fail(f"missed: unknown, since events never came: {found!r}; {ALLOWED}")
        return missed

    @property
    def blocked(self) -> Reported:
        """The ids of the product's events that can never come, because every fetch fails.

        The test fails if the product's events are unknown.
        """
        return self._events(BLOCKED)

    @property
    def findings(self) -> Reported:
        return Reported("findings", self.outcome.findings, _named(self.outcome.findings))

    @property
    def errors(self) -> Reported:
        """The findings of the run with severity error."""
        found = [item for item in self.outcome.findings if item.severity == ERROR]
        return Reported("errors", found, _named(found))

    @property
    def failed_cycles(self) -> list[int]:
        return [run.cycle for run in self.outcome.runs if run.failed]

    def rules(self) -> set[str]:
        """Return the codes of the rules that have findings in the run."""
        return {item.rule for item in self.outcome.findings}

    def _events(self, verdict: str) -> Reported:
        verdicts = self.outcome.verdicts
        if verdicts is None:
            why = "give the vendor events(), or the scenario a timeline"
            if self.outcome.never_reached:
                why = self.outcome.unproven
            self._fail(f"{verdict}: unknown; {why}")
        ids = [one.event.id for one in verdicts.of(verdict)]
        return Reported(verdict, ids, ids)

    def report(self) -> str:
        """Return the text report of the run."""
        return "".join(render(self.outcome))

    def __repr__(self) -> str:
        return f"<{headline(self.outcome)}>"


def causes(outcome: Outcome) -> str:
    """Return why the run is not clean: failed cycles, findings and counts. It is the text report without
    the table of cycles.
    """
    lines = (plain(one) for one in report_lines(outcome, UNBOUNDED, QUIET))
    return "\n".join((*lines, ""))


def _named(findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(f"{one.rule} {one.name}" for one in findings))
