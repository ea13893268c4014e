"""Judges the run of a world with its ground truth (the product's events): which properties of a good fetch
does it break?
"""

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
from ..find import WORLD_SETTING_RULES, seen_line
from .runner import Lived

# The rules whose findings are broken properties: nothing twice, nothing missed, no crash, progress, a state
# that is bounded, nothing out of scope, settings that hold, whole snapshots of assets, indicators that expire
# when the product has removed them, and not before.
PROPERTY_RULES = (
    *("XF101", "XF102", "XF122", "XF123", "XF210", "XF214"),
    *("XF302", "XF407", "XF416", "XF417", "XF418", "XF430"),
    *("XF501", "XF502", "XF508", "XF511", "XF512"),
    *WORLD_SETTING_RULES,
)
# No verdict on an event tells of a setting: these rules look at each world.
_SETTINGS = {rule.code: OFF for rule in RULES if rule.code not in WORLD_SETTING_RULES}
_PROPERTIES = {rule.code: OFF for rule in RULES if rule.code not in PROPERTY_RULES}
_TROUBLED = (DUPLICATED, MISSED, BLOCKED, UNWANTED_BY_SCOPE)


@dataclass(frozen=True)
class Trouble:
    """A mistake of the fetch in a world, as the record alone shows it: the rule, the shape of the finding
    (its kind, in a word), and the line of the integration that the rule saw. Two worlds with the same trouble
    likely have the same cause.
    """

    rule: str
    shape: str
    line: Line | None = None


@dataclass(frozen=True)
class Look:
    """What judging a world showed. ``tested`` is False if the world could not show a mistake, because the
    fetch created nothing, or the run ended early.
    """

    troubles: tuple[Trouble, ...] = ()
    tested: bool = True


def look_at(lived: Lived, facts: RunFacts) -> Look:
    """Judge a world, first by the verdicts on its events and the rules about settings alone. All
    PROPERTY_RULES are run only if these show a mistake, or the world has more than 1,000 events.
    """
    judgement = judge(lived.runs, facts, truth=lived.truth, severities=_SETTINGS)
    if not (_in_trouble(judgement) or any(properties(judgement.findings)) or _may_grow(lived)):
        return Look(tested=_tested(judgement))
    judgement = judge(lived.runs, facts, truth=lived.truth, severities=_PROPERTIES)
    troubles = tuple(dict.fromkeys(map(trouble_of, properties(judgement.findings))))
    # A fetch that fails before its first request breaks no property, and tests nothing.
    return Look(troubles, tested=bool(troubles) or _tested(judgement))


def properties(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield the findings of rules that stand for a property of a good fetch, such as: nothing is created
    twice.
    """
    return (one for one in findings if one.rule in PROPERTY_RULES)


def trouble_of(finding: Finding) -> Trouble:
    """Return the trouble of a finding. It is the same before and after the finding's cause is known."""
    return Trouble(finding.rule, finding.shape, seen_line(finding))


def _in_trouble(judgement: Judgement) -> bool:
    counts = judgement.verdicts.counts if judgement.verdicts is not None else {}
    feed = judgement.indicators
    return (
        bool(judgement.tally.unasked_failures)
        or any(counts.get(one) for one in _TROUBLED)
        or any(one.is_wrong for one in judgement.snapshots)
        or (feed is not None and bool(feed.falsely_expired or feed.never_expired))
    )


def _may_grow(lived: Lived) -> bool:
    """Whether the world is long enough to show that the saved state grows without bounds."""
    return len(lived.truth) > 1_000


def _tested(judgement: Judgement) -> bool:
    return judgement.verdicts is not None and judgement.verdicts.counts[DELIVERED] > 0


__all__ = ["Look", "Trouble", "look_at", "properties", "trouble_of"]
