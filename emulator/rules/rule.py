"""A rule: a stable code, its words, and a function from a judged run to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..finding import Finding
from ..history import FetchRun
from ..identity import Duplicate, Identity
from ..missed import Missed
from ..record import Json, Line
from ..window import Window


@dataclass(frozen=True)
class Judged:
    """What a rule may look at: the record alone, so that a saved run is judged the same a year later.

    ``complete`` is False where the run stopped before its time; ``strict`` raises some severities.
    """

    runs: tuple[FetchRun, ...]
    identity: Identity
    duplicates: tuple[Duplicate, ...]
    missed: tuple[Missed, ...]
    window: Window | None
    complete: bool
    strict: bool


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
    judge: Callable[[Rule, Judged], Iterator[Finding]]
    strict_severity: str = ""

    def finding(
        self,
        judged: Judged,
        cycle: int | None,
        message: str,
        line: Line | None = None,
        **evidence: Json,
    ) -> Finding:
        """A finding of this rule, at the severity that holds in this run."""
        severity = (self.strict_severity if judged.strict else "") or self.severity
        return Finding(self.code, self.name, severity, cycle, message, evidence, line)


def line_of(run: FetchRun, *names: str) -> Line | None:
    """The integration's line of the last call of those names in a fetch."""
    calls = run.record.named(*names)
    return calls[-1].line if calls else None
