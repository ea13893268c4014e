"""XF440: the rule that compares runs of one timeline with each other (``xfetch explore``)."""

from __future__ import annotations

from ..finding import ERROR
from .rule import Fold, Rule


class _SameSet(Fold):
    """Stands in the list of rules. It finds nothing, since the rule compares several runs: ``xfetch explore``
    does that.
    """


SAME_SET = Rule(
    code="XF440",
    name="other-events",
    severity=ERROR,
    meaning="Other events are created when the same events are fetched again: with another interval, limit,"
    " zone or order of events with one time (xfetch explore --replay), or with sets in another order.",
    source="what is created depends on the product's events, not on when and how it is asked for them",
    fold=_SameSet,
    remedy="let only the product's answers decide what is created",
)
