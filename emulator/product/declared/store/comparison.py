"""Build a Condition on events from a field, an operator, and a value in a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from ....record.entries import Json
from ..times.span import relative_us
from ..times.time_format import EXACT, ISO, Precision, TimeFormat
from .condition import Compares, Condition, During, Exists, Matches, Not, Or


@dataclass(frozen=True)
class FieldForm:
    """How requests write the values of an event field: as a time in this format, or (``time`` None) as they
    are.
    """

    field: str
    time: TimeFormat | None = None
    precision: Precision = EXACT
    ignore_case: bool = False


@dataclass(frozen=True)
class FieldForms:
    """How requests write the values of each event field, by the name that requests use for the field.

    A name that is not in ``named`` is the name of the event field. Its values are times in the format
    ``time`` if it is in ``times``.
    """

    named: Mapping[str, FieldForm] = field(default_factory=dict, hash=False)
    times: frozenset[str] = frozenset()
    time: TimeFormat = ISO
    precision: Precision = EXACT

    def of(self, name: str) -> FieldForm:
        """Return the event field that requests call ``name``, and how they write its values."""
        if name in self.named:
            return self.named[name]
        return FieldForm(name, self.time if name in self.times else None, self.precision)


def condition(form: FieldForm, op: str, value: Json, now_us: int) -> Condition:
    """Return the Condition that compares an event field with a value of a request by the operator ``op``.

    For in and not_in ``value`` is a list. Raises ValueError for a value that cannot be compared with the
    field.
    """
    if op == "exists":
        found: Condition = Exists(form.field)
        return found if value else Not(found)
    if op in ("in", "not_in"):
        items = value if isinstance(value, (list, tuple)) else [value]
        parts = tuple(condition(form, "eq", item, now_us) for item in items)
        return Or(parts) if op == "in" else Not(Or(parts))
    if op == "ne":
        return Not(condition(form, "eq", value, now_us))
    if form.time is not None:
        return _during(form, op, value, now_us)
    if op in ("contains", "like"):
        return Matches(form.field, op, str(value))
    if value is None:
        return Not(Exists(form.field))
    if op == "eq" and form.ignore_case:
        return Matches(form.field, "same", str(value))
    if isinstance(value, (dict, list)):
        raise ValueError(f"the field {form.field} cannot be compared with {value!r}")
    return Compares(form.field, op, value)


def conditions(form: FieldForm, op: str) -> Callable[[Json, int], Condition]:
    """Return the function ``condition`` with field and operator set; it is called with value and time."""
    plain = form.time is None or op in ("exists", "in", "not_in", "ne")
    return partial(condition if plain else _during, form, op)


def _during(form: FieldForm, op: str, value: Json, now_us: int) -> Condition:
    if op in ("contains", "like"):
        raise ValueError(f"the field {form.field} holds times: it cannot be searched for a text")
    assert form.time is not None
    us = relative_us(value, now_us)
    if us is None:
        try:
            us = form.time.read(value)
        except ValueError as error:
            raise ValueError(f"the field {form.field} holds times: {error}") from error
    bounds = form.precision.bounds(op, us)
    return Or(()) if bounds is None else During(form.field, *bounds)


def all_of(parts: list[Condition]) -> tuple[Condition, ...]:
    """Return the conditions, with all time ranges of the same field reduced to their intersection."""
    if len(parts) < 2:
        return tuple(parts)
    windows: dict[str, During] = {}
    others: list[Condition] = []
    for part in parts:
        if not isinstance(part, During):
            others.append(part)
            continue
        kept = windows.get(part.field, During(part.field))
        starts = [us for us in (kept.start_us, part.start_us) if us is not None]
        ends = [us for us in (kept.end_us, part.end_us) if us is not None]
        windows[part.field] = During(part.field, max(starts, default=None), min(ends, default=None))
    return (*windows.values(), *others)
