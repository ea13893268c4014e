"""A parsed query expression, the same for every query language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ....record.entries import Json
from ..store.comparison import FieldForm, FieldForms, condition
from ..store.condition import And, Condition, Matches, Not, Or


@dataclass(frozen=True)
class Term:
    """One comparison (``op``) of a query expression; an empty field means all text of the event."""

    field: str
    op: str
    value: Json


@dataclass(frozen=True)
class All:
    """A query expression that holds if all its parts hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """A query expression that holds if one of its parts holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Negated:
    """A query expression that holds if its part does not."""

    part: Expression


Expression: TypeAlias = "Term | All | AnyOf | Negated"


def bound(expression: Expression, forms: FieldForms, now_us: int) -> Condition:
    """Return a query expression as a condition on events. Raises ValueError for an unsuitable value."""
    if isinstance(expression, All):
        return And(tuple(bound(part, forms, now_us) for part in expression.parts))
    if isinstance(expression, AnyOf):
        return Or(tuple(bound(part, forms, now_us) for part in expression.parts))
    if isinstance(expression, Negated):
        return Not(bound(expression.part, forms, now_us))
    if not expression.field:
        return Matches("", "contains", str(expression.value))
    form: FieldForm = forms.of(expression.field)
    return condition(form, expression.op, expression.value, now_us)
