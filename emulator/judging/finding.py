"""A finding: a problem that a rule found in a run, as users see it."""

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
    """One problem: what a rule found, with everything in the run that has the same cause.

    ``rule`` is the rule's stable code (XF101), ``name`` its name (duplicate-incident);
    ``cycle`` is the cycle that shows it, that of its story; None for the whole run;
    ``message`` is ``title`` and ``story`` in one sentence;
    ``line`` is the integration's line that caused it; ``evidence`` maps names to JSON values;
    ``confidence`` says how sure it is: certain, likely or possible;
    ``title`` says in one line what it is and which events it is about;
    ``story`` tells the clearest event in full, empty where there is nothing to tell;
    ``remedy`` says in a few words what to do;
    ``places`` are other lines that its story is about, each with what happened there: asked, moved;
    ``events`` are the ids of all events that it is about, the clearest first;
    ``cycles`` are all cycles that it is about, in order;
    ``count`` is the number of events, or of cycles where it is about cycles;
    ``shape`` names the kind of cause: reports of one rule, line and shape are one finding. A report
    without a shape stays alone;
    ``brief`` is how the title of a finding that is about several events mentions this one;
    ``cause`` says which line of the integration decided and why, None where nobody looked for it;
    ``reports`` is the number of reports of its rule that it stands for: a scenario's ``expect`` counts them.
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
    cause: Cause | None = None

    @property
    def why(self) -> str:
        """The code of its cause and what happened; empty where no cause is known."""
        return f"{self.cause.code}: {self.cause.because}" if self.cause and self.cause.known else ""


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings for reports.

    Errors come before warnings before infos; then missed events before duplicates before others; then
    what is certain; then what is about more events or cycles. The sort is stable.
    """
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    return (
        SEVERITIES.index(finding.severity),
        _FIRST.index(finding.rule) if finding.rule in _FIRST else len(_FIRST),
        CONFIDENCES.index(finding.confidence),
        -finding.count,
    )
