"""A finding: one thing a rule has to say about a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..record.entries import Json, Line

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
OFF = "off"
# Of one severity these come first: a lost event is worse than one that came twice.
_FIRST = ("XF102",)


@dataclass(frozen=True)
class Finding:
    """``rule`` is the stable code (XF101), ``name`` its words (duplicate-incident).

    ``cycle`` is the one it shows in, None for a whole run; ``line`` the integration's line that caused
    it; ``evidence`` JSON values, named.
    """

    rule: str
    name: str
    severity: str
    cycle: int | None
    message: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    line: Line | None = None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings as every report lists them: errors before warnings before infos, and of one severity
    the missed events first. What ranks alike keeps its order."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, bool]:
    return SEVERITIES.index(finding.severity), finding.rule not in _FIRST
