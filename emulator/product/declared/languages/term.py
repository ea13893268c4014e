"""The parsed form of a query expression; it is the same for every query language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ....record.entries import Json
from ..store.comparison import FieldForm, FieldForms, condition
from ..store.condition import And, Condition, Matches, Not, Or


@dataclass(frozen=True)
class Term:
    """One comparison in a query expression: ``op`` is its operator.

    An empty field means all text of the event.
    """

    field: str
    op: str
    value: Json


@dataclass(frozen=True)
class All:
    """A query expression that is true if all of its parts are true."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """A query expression that is true if at least one of its parts is true."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Negated:
    """A query expression that is true if its part is false."""

    part: Expression


Expression: TypeAlias = "Term | All | AnyOf | Negated"


def bound(expression: Expression, forms: FieldForms, now_us: int) -> Condition:
    """Convert a parsed query expression to a Condition on events.

    Raises ValueError for a value that its field cannot be compared with.
    """
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
