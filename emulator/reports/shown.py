"""Which findings the first screen shows: errors, warnings, and those infos that explain the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..judging.finding import INFO, Finding
from ..judging.outcome import Outcome

_MOST = 12
# Shown once in a run: it says what the platform does after every error.
_ONCE = ("XF201",)
# Shown first: with this finding the scenario itself may be the cause of all others.
_DOUBTFUL = ("XF415",)
# Infos that explain what the table shows. Of other infos only the names are shown without ``-v``.
_EXPLAINING = ("XF201", "XF401", "XF414")


def shown_findings(outcome: Outcome, everything: bool = False) -> list[Finding]:
    """The findings to show, at most a dozen of each rule; ``everything`` includes all infos.

    A finding that makes all others doubtful comes first; the others keep the order of the outcome.
    """
    told: Counter[str] = Counter()
    shown = []
    for finding in _doubts_first(outcome):
        told[finding.rule] += 1
        most = 1 if finding.rule in _ONCE else _MOST
        if told[finding.rule] <= most and (everything or not is_aside(finding)):
            shown.append(finding)
    return shown


def asides(outcome: Outcome) -> dict[str, str]:
    """The code and the name of each info of which only the name is shown."""
    return {item.rule: item.name for item in outcome.findings if is_aside(item)}


def is_aside(finding: Finding) -> bool:
    """Whether the first screen shows only the name of the finding."""
    return finding.severity == INFO and finding.rule not in _EXPLAINING


def _doubts_first(outcome: Outcome) -> Iterator[Finding]:
    yield from (item for item in outcome.findings if item.rule in _DOUBTFUL)
    yield from (item for item in outcome.findings if item.rule not in _DOUBTFUL)
