"""Look at the run of a world with the ground truth: does it break a property, and which?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...judging.finding import OFF, Finding
from ...judging.judge import judge
from ...judging.judgement import Judgement
from ...judging.rules import RULES
from ...judging.run_facts import RunFacts
from ...judging.verdict.event_verdict import (
    BLOCKED,
    DELIVERED,
    DUPLICATED,
    MISSED,
    UNWANTED_BY_SCOPE,
)
from ...record.entries import Line
from .runner import Lived

# The rules whose findings are broken properties: nothing twice, nothing missed, no crash, progress, a state
# that is bounded, nothing out of scope.
PROPERTY_RULES = (
    *("XF101", "XF102", "XF122", "XF123", "XF210", "XF214"),
    *("XF302", "XF407", "XF416", "XF417", "XF418", "XF430"),
)
_NO_RULE = {rule.code: OFF for rule in RULES}
_PROPERTIES = {rule.code: OFF for rule in RULES if rule.code not in PROPERTY_RULES}
_TROUBLED = (DUPLICATED, MISSED, BLOCKED, UNWANTED_BY_SCOPE)


@dataclass(frozen=True)
class Trouble:
    """What a world breaks, as the record alone shows it: the rule, the shape of the finding, and the line
    of the integration that the rule saw. Two worlds with the same trouble likely have the same cause.
    """

    rule: str
    shape: str
    line: Line | None = None


@dataclass(frozen=True)
class Look:
    """What a look at a world found. ``tested`` is False where the world could not have broken anything,
    because the fetch had nothing to create.
    """

    troubles: tuple[Trouble, ...] = ()
    tested: bool = True


def look_at(lived: Lived, facts: RunFacts) -> Look:
    """Judge a world. A calm one is judged by the verdicts alone; only one in trouble by the rules too."""
    judgement = judge(lived.runs, facts, truth=lived.truth, severities=_NO_RULE)
    if not _in_trouble(judgement) and not _may_grow(lived):
        return Look(tested=_tested(judgement))
    judgement = judge(lived.runs, facts, truth=lived.truth, severities=_PROPERTIES)
    return Look(tuple(dict.fromkeys(map(trouble_of, properties(judgement.findings)))))


def properties(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield the findings that say that a property is broken."""
    return (one for one in findings if one.rule in PROPERTY_RULES)


def trouble_of(finding: Finding) -> Trouble:
    """Return the trouble that a finding tells of; the same before and after its cause was found."""
    # A cause puts its own line in the place of the line that the rule saw.
    seen = next((line for role, line in finding.places if role == "seen"), finding.line)
    return Trouble(finding.rule, finding.shape, seen)


def _in_trouble(judgement: Judgement) -> bool:
    counts = judgement.verdicts.counts if judgement.verdicts is not None else {}
    return bool(judgement.tally.unasked_failures) or any(counts.get(one) for one in _TROUBLED)


def _may_grow(lived: Lived) -> bool:
    """Whether the state may have grown beyond bounds: only a long world shows that."""
    return len(lived.truth) > 1_000


def _tested(judgement: Judgement) -> bool:
    return judgement.verdicts is not None and judgement.verdicts.counts[DELIVERED] > 0


__all__ = ["Look", "Trouble", "look_at", "properties", "trouble_of"]
