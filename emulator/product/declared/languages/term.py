"""A query expression as a tree, whatever language it was written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from ..store.comparison import FieldForm, FieldForms, condition
from ..store.condition import And, Condition, Matches, Not, Or


@dataclass(frozen=True)
class Term:
    """``op`` is one of ``comparison.OPS``; an empty field means any text of the event."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Negated:
    part: Expression


Expression: TypeAlias = "Term | All | AnyOf | Negated"


def bound(expression: Expression, forms: FieldForms, now_us: int) -> Condition:
    """The store's condition. Raises ValueError for a value that its field cannot be compared with."""
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
