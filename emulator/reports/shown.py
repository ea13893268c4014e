"""Which findings fit on a screen: the first of each rule."""

from __future__ import annotations

from collections import Counter

from ..finding import Finding
from ..outcome import Outcome

_MOST = 12
# What the platform does after every error is told once.
_ONCE = ("XF201",)


def shown_findings(outcome: Outcome) -> list[Finding]:
    """In the order of the outcome, at most a dozen of a rule."""
    told: Counter[str] = Counter()
    shown = []
    for finding in outcome.findings:
        told[finding.rule] += 1
        if told[finding.rule] <= (1 if finding.rule in _ONCE else _MOST):
            shown.append(finding)
    return shown
