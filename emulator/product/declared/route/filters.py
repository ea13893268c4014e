"""The ``filter:`` of a route: which parts of a request narrow the answer, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ....settings.section import Path, Section, SectionError, alternatives, kind_of
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, is_reference, parse_reference
from ..store.comparison import FieldForm, condition, conditions
from ..store.condition import Condition, During
from ..times.span import UNITS_US, span_us
from ..times.time_format import EXACT, ISO, parse_precision, parse_time_format

_OPERATORS = (
    "eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "contains", "like", "exists", "within"
)  # fmt: skip
_SETTINGS = ("format", "precision", "default", "required", "split", "ignore_case", "unit")


@dataclass(frozen=True)
class Filter:
    """One comparison. ``operand`` is read from the request, or is a literal.

    A comparison whose value the request does not give is left out, unless it has a default or is
    required.
    """

    form: FieldForm
    op: str
    operand: Reference | Any
    path: Path
    default: Any = None
    required: bool = False
    split: str = ","
    unit: str = "s"

    @property
    def reference(self) -> Reference | None:
        """Where in the request its value stands, None for a literal."""
        return self.operand if isinstance(self.operand, Reference) else None

    def bind(self, asked: Asked, now_us: int) -> Condition | None:
        """The condition for this request, None when it asks for nothing.

        Raises Refusal for a value that cannot be read, or that is required and not there.
        """
        value = self._value(asked)
        if value is None:
            if self.required:
                raise Refusal("bad_request", f"{self._asked} is required")
            return None
        try:
            if self.op == "within":
                return During(self.form.field, now_us - span_us(value, self.unit))
            return self._condition(value, now_us)
        except ValueError as error:
            raise Refusal("bad_request", f"{self._asked}: {error}") from error

    @cached_property
    def _condition(self) -> Callable[[Any, int], Condition]:
        return conditions(self.form, self.op)

    @property
    def _asked(self) -> str:
        return self.operand.text if isinstance(self.operand, Reference) else self.form.field

    def _value(self, asked: Asked) -> Any:
        many = self.op in ("in", "not_in")
        if not isinstance(self.operand, Reference):
            return _list(self.operand, self.split) if many else self.operand
        if not many:
            value = self.operand.one(asked)
            return self.default if value is None else value
        values = [item for value in self.operand.all(asked) for item in _list(value, self.split)]
        return values or (None if self.default is None else _list(self.default, self.split))


def parse_filters(value: object, times: frozenset[str], path: Path) -> tuple[Filter, ...]:
    """The filters of a route: a mapping from field to comparison, or a list of such mappings.

    Raises SectionError.
    """
    if value is None:
        return ()
    if isinstance(value, list):
        parts = [parse_filters(item, times, (*path, n)) for n, item in enumerate(value)]
        return tuple(found for part in parts for found in part)
    if not isinstance(value, dict):
        raise SectionError(
            path, f"must be a mapping from field to comparison, not {kind_of(value)}"
        )
    return tuple(
        found
        for name, comparison in value.items()
        for found in _field_filters(name, comparison, times, (*path, name))
    )


def _field_filters(name: str, value: Any, times: frozenset[str], path: Path) -> list[Filter]:
    section = Section(
        value if isinstance(value, dict) else {"in" if isinstance(value, list) else "eq": value},
        path,
        (*_OPERATORS, *_SETTINGS),
    )
    operators = [op for op in _OPERATORS if op in section]
    if not operators:
        raise SectionError(path, f"compares with nothing: give one of {', '.join(_OPERATORS)}")
    form = _form(name, section, times, operators)
    unit = section.text("unit", "s")
    if unit not in UNITS_US:
        raise SectionError(section.at("unit"), f"{unit!r} is no unit{alternatives(unit, UNITS_US)}")
    found = []
    for op in operators:
        operand, place = section.raw(op), path if not isinstance(value, dict) else section.at(op)
        found.append(
            Filter(
                form,
                op,
                parse_reference(operand, place) if is_reference(operand) else operand,
                place,
                section.raw("default"),
                section.flag("required"),
                section.text("split", ","),
                unit,
            )
        )
        _check(found[-1])
    return found


def _form(name: str, section: Section, times: frozenset[str], operators: list[str]) -> FieldForm:
    timed = name in times or "format" in section or "within" in operators
    if "precision" in section and not timed:
        raise SectionError(
            section.at("precision"), f"{name} is no time: list it under times, or give format"
        )
    return FieldForm(
        name,
        parse_time_format(section.raw("format", "iso"), section.at("format")) if timed else None,
        parse_precision(section.text("precision"), section.at("precision"))
        if "precision" in section
        else EXACT,
        section.flag("ignore_case"),
    )


def _check(checked: Filter) -> None:
    """A literal and a default that no request could make right are the section's own mistakes."""
    for value in (checked.operand, checked.default):
        if value is None or isinstance(value, Reference) or checked.op == "exists":
            continue
        try:
            if checked.op == "within":
                span_us(value, checked.unit)
            else:
                many = checked.op in ("in", "not_in")
                condition(
                    checked.form, checked.op, _list(value, checked.split) if many else value, 0
                )
        except ValueError as error:
            raise SectionError(checked.path, str(error)) from error


def _list(value: Any, split: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, str) and split:
        return [part.strip() for part in value.split(split) if part.strip()]
    return [value]


__all__ = ["ISO", "Filter", "parse_filters"]
