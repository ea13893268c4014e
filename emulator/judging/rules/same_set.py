"""XF440: the rule that holds runs of a recording against each other (``xfetch explore --replay``)."""

from __future__ import annotations

from ..finding import ERROR
from .rule import Fold, Rule


class _SameSet(Fold):
    """Holds the place of the rule in the list. It finds nothing in one run: the search compares several."""


SAME_SET = Rule(
    code="XF440",
    name="other-events",
    severity=ERROR,
    meaning="Other events are created where only the interval, the limit, the zone or the order of events"
    " with one time differs (xfetch explore --replay).",
    source="what is created depends on the product's events, not on when and how it is asked for them",
    fold=_SameSet,
    remedy="let only the product's answers decide what is created",
)
