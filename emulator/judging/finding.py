"""A finding: a problem that a rule found in a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..record.entries import Json, Line

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
OFF = "off"
# Among findings of one severity these come first: a lost event is worse than a duplicate.
_FIRST = ("XF102",)


@dataclass(frozen=True)
class Finding:
    """One problem that a rule found.

    ``rule`` is the rule's stable code (XF101), ``name`` its name (duplicate-incident);
    ``cycle`` is the cycle that shows it, None for the whole run;
    ``line`` is the integration's line that caused it; ``evidence`` maps names to JSON values.
    """

    rule: str
    name: str
    severity: str
    cycle: int | None
    message: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    line: Line | None = None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings for reports: errors, then warnings, then infos; missed events first within a severity.

    The sort is stable.
    """
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, bool]:
    return SEVERITIES.index(finding.severity), finding.rule not in _FIRST
