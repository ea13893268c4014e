"""The rules, in order of their codes. To add one: a Rule in its family's module, and a line here."""

from __future__ import annotations

from .behaviour import LONG_RUN, PROVES_NOTHING
from .first_run import UNBOUNDED
from .incidents import DUPLICATE, MISSED, SEVERAL_CALLS
from .last_run import KEPT, NOT_STRINGS
from .rule import Case, Fold, Rule

RULES: tuple[Rule, ...] = (
    DUPLICATE,
    MISSED,
    SEVERAL_CALLS,
    KEPT,
    NOT_STRINGS,
    UNBOUNDED,
    PROVES_NOTHING,
    LONG_RUN,
)

__all__ = ["RULES", "Case", "Fold", "Rule"]
