"""Which findings fit on a screen: all that are grave, and of the rest those that explain the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..judging.finding import INFO, Finding
from ..judging.outcome import Outcome

_MOST = 12
# What the platform does after every error is told once.
_ONCE = ("XF201",)
# Where this stands, everything below it may be the scenario's own.
_DOUBTFUL = ("XF415",)
# These explain what the table shows; other infos are named, and told in full on demand.
_EXPLAINING = ("XF201", "XF401", "XF414")


def shown_findings(outcome: Outcome, everything: bool = False) -> list[Finding]:
    """What makes all else doubtful, then all others in the order of the outcome; a dozen of a rule."""
    told: Counter[str] = Counter()
    shown = []
    for finding in _doubts_first(outcome):
        told[finding.rule] += 1
        most = 1 if finding.rule in _ONCE else _MOST
        if told[finding.rule] <= most and (everything or not is_aside(finding)):
            shown.append(finding)
    return shown


def asides(outcome: Outcome) -> dict[str, str]:
    """The infos that are only named: code to name."""
    return {item.rule: item.name for item in outcome.findings if is_aside(item)}


def is_aside(finding: Finding) -> bool:
    """Whether a finding is worth no more than its name on the first screen."""
    return finding.severity == INFO and finding.rule not in _EXPLAINING


def _doubts_first(outcome: Outcome) -> Iterator[Finding]:
    yield from (item for item in outcome.findings if item.rule in _DOUBTFUL)
    yield from (item for item in outcome.findings if item.rule not in _DOUBTFUL)
