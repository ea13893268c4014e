"""A finding: a problem that a rule found in a run, as reports show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..record.entries import Json, Line
from .cause import Cause

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
OFF = "off"
CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
CONFIDENCES = (CERTAIN, LIKELY, POSSIBLE)
# Among findings of one severity these come first: a lost event is worse than a duplicate, a duplicate is
# worse than anything that did not change which events were created.
_FIRST = ("XF102", "XF101")


@dataclass(frozen=True)
class Finding:
    """A problem that a rule found in a run. All that has the same cause is one finding.

    ``rule`` is the rule's stable code (XF101), ``name`` its name (duplicate-incident);
    ``cycle`` is the cycle that shows the problem best, None if the problem concerns the whole run;
    ``message`` is ``title`` and ``story`` in one sentence;
    ``line`` is the integration's line that caused the problem; ``evidence`` maps names to JSON values;
    ``confidence`` says how sure the finding is: certain, likely or possible;
    ``title`` names the problem and its events on one line;
    ``story`` tells what happened to one event, the one that shows the problem best; empty without one;
    ``remedy`` says in a few words what to do;
    ``places`` are other lines that the story mentions, each with what it did: asked, moved;
    ``events`` are the ids of all events concerned, the one of the story first;
    ``cycles`` are all cycles concerned, in order;
    ``count`` is the number of events, or of cycles if the problem concerns cycles;
    ``shape`` names the kind of cause: reports of a rule with the same line and shape are merged into one
    finding. A report without a shape is never merged;
    ``brief`` is how the title of a merged finding mentions this report;
    ``cause`` says which line of the integration decided and why, None where no cause was searched for;
    ``reports`` is the number of reports that were merged: the ``expect`` section of a scenario counts them;
    ``reproduce`` are options of ``xfetch run`` that show just this finding: the fewest cycles that show it,
    and its event.
    """

    rule: str
    name: str
    severity: str
    cycle: int | None
    message: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    line: Line | None = None
    confidence: str = CERTAIN
    title: str = ""
    story: str = ""
    remedy: str = ""
    places: tuple[tuple[str, Line], ...] = ()
    events: tuple[str, ...] = ()
    cycles: tuple[int, ...] = ()
    count: int = 1
    shape: str = ""
    brief: str = ""
    reports: int = 1
    reproduce: tuple[str, ...] = ()
    cause: Cause | None = None

    @property
    def why(self) -> str:
        """The code of the cause and what happened; empty where the cause is unknown."""
        return f"{self.cause.code}: {self.cause.because}" if self.cause and self.cause.known else ""


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings for reports.

    Errors come before warnings, warnings before infos. Among equals, missed events come first, then
    duplicates, then the rest; then certain findings before likely ones; then those that concern more events
    or cycles. The sort is stable.
    """
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    return (
        SEVERITIES.index(finding.severity),
        _FIRST.index(finding.rule) if finding.rule in _FIRST else len(_FIRST),
        CONFIDENCES.index(finding.confidence),
        -finding.count,
    )
