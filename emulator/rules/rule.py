"""A rule: a stable code, its words, and a fold over the fetches of a run that yields findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..finding import Finding
from ..history import FetchRun
from ..identity import Duplicate, Identity
from ..missed import Missed
from ..record import Json, Line
from ..window import Window


@dataclass(frozen=True)
class Case:
    """What is known of a run besides its fetches: the record alone, so that a saved run is judged the
    same a year later.

    ``complete`` is False where the run stopped before its time; ``strict`` raises some severities;
    ``params`` are masked, ``manifest`` holds the yml's facts, ``command`` is what was called.
    """

    identity: Identity
    window: Window | None = None
    complete: bool = True
    strict: bool = False
    command: str = "fetch-incidents"
    interval_s: float = 60.0
    timeout_s: float = 300.0
    params: Mapping[str, Json] = field(default_factory=dict)
    manifest: Mapping[str, Json] = field(default_factory=dict)


class Fold:
    """One rule at work on one run: it sees each fetch once, in order, and keeps no more than it needs."""

    def __init__(self, rule: Rule, case: Case) -> None:
        self.rule = rule
        self.case = case
        # By identity, why an event was missed or created twice; known when the fetches have ended.
        self.stories: Mapping[str, str] = {}

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        """The next fetch, and those of its incidents that had been created before."""
        return iter(())

    def end(self, missed: Sequence[Missed]) -> Iterator[Finding]:
        """After the last fetch; ``missed`` is empty also where nobody knows."""
        return iter(())

    def finding(
        self, cycle: int | None, message: str, line: Line | None = None, **evidence: Json
    ) -> Finding:
        """A finding of this rule, at the severity that holds in this run."""
        rule = self.rule
        severity = (rule.strict_severity if self.case.strict else "") or rule.severity
        return Finding(rule.code, rule.name, severity, cycle, message, evidence, line)


@dataclass(frozen=True)
class Rule:
    """``severity`` is the usual one; ``strict_severity`` the one under ``--strict``, where it differs.

    ``source`` says where the fact comes from: documented, observed in code, reported or assumed.
    """

    code: str
    name: str
    severity: str
    meaning: str
    source: str
    fold: type[Fold]
    strict_severity: str = ""


def line_of(run: FetchRun, *names: str) -> Line | None:
    """The integration's line of the last call of those names in a fetch."""
    calls = run.record.named(*names)
    return calls[-1].line if calls else None
