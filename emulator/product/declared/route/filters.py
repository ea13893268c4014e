"""A route's key ``filter:``: which values of a request select the events of the answer, and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError, alternatives, kind_of
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, is_reference, parse_reference
from ..store.comparison import FieldForm, condition, conditions
from ..store.condition import Condition, During
from ..times.span import UNITS_US, span_us
from ..times.time_format import EXACT, parse_precision, parse_time_format

_OPERATORS = (
    "eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "contains", "like", "exists", "within"
)  # fmt: skip
_SETTINGS = ("format", "precision", "default", "required", "split", "ignore_case", "unit")


@dataclass(frozen=True)
class Filter:
    """A comparison of an event field with ``operand``, which is a value of the request or a literal.

    ``unit`` is the unit of time of a plain number that is compared by within, or the place in the request
    that names this unit. If the request lacks the value, ``default`` is used. Without a default the filter
    does nothing, or (``required``) the request is refused.
    """

    form: FieldForm
    op: str
    operand: Reference | Json
    path: Path
    default: Json = None
    required: bool = False
    split: str = ","
    unit: str | Reference = "s"

    @property
    def reference(self) -> Reference | None:
        """The place of the operand in the request; None if the operand is a literal."""
        return self.operand if isinstance(self.operand, Reference) else None

    def bind(self, asked: Asked, now_us: int) -> Condition | None:
        """Return the condition on events that this request asks for; None if it gives no value and the filter
        has no default.

        Raises Refusal (bad_request) for a value that cannot be parsed, and for a missing value that is
        required.
        """
        value = self._value(asked)
        name = self.operand.text if isinstance(self.operand, Reference) else self.form.field
        if value is None:
            if self.required:
                raise Refusal("bad_request", f"the request must have {name}")
            return None
        try:
            if self.op == "within":
                return During(self.form.field, now_us - self._span_us(value, asked))
            return self._condition(value, now_us)
        except ValueError as error:
            raise Refusal("bad_request", f"{name} of the request: {error}") from error

    def check(self) -> None:
        """Raise SectionError if the literal or the default of this filter can never be compared with the
        field.
        """
        for value in (self.operand, self.default):
            if value is None or isinstance(value, Reference) or self.op == "exists":
                continue
            try:
                if self.op == "within":
                    span_us(value, self.unit if isinstance(self.unit, str) else "s")
                else:
                    condition(self.form, self.op, self._listed(value) if self._many else value, 0)
            except ValueError as error:
                raise SectionError(self.path, str(error)) from error

    @cached_property
    def _condition(self) -> Callable[[Json, int], Condition]:
        return conditions(self.form, self.op)

    def _span_us(self, value: Json, asked: Asked) -> int:
        if not isinstance(self.unit, Reference):
            return span_us(value, self.unit)
        unit = self.unit.one(asked)
        return span_us(value if unit is None else f"{value} {unit}")

    @property
    def _many(self) -> bool:
        return self.op in ("in", "not_in")

    def _value(self, asked: Asked) -> Json:
        if not isinstance(self.operand, Reference):
            return self._listed(self.operand) if self._many else self.operand
        if not self._many:
            value = self.operand.one(asked)
            return self.default if value is None else value
        values = [item for value in self.operand.all(asked) for item in self._listed(value)]
        return values or (None if self.default is None else self._listed(self.default))

    def _listed(self, value: Json) -> Sequence[Json]:
        if isinstance(value, list):
            return value
        if isinstance(value, str) and self.split:
            return [part.strip() for part in value.split(self.split) if part.strip()]
        return [value]


def parse_filters(value: object, times: frozenset[str], path: Path) -> tuple[Filter, ...]:
    """Parse a route's key ``filter:``: a mapping from event fields to comparisons, or a list of such
    mappings.

    ``times`` are the event fields that hold times. Raises SectionError.
    """
    if isinstance(value, list):
        parts = [parse_filters(item, times, (*path, n)) for n, item in enumerate(value)]
        return tuple(found for part in parts for found in part)
    if not isinstance(value, dict):
        raise SectionError(path, f"filter must map fields to comparisons, not {kind_of(value)}")
    return tuple(
        found
        for name, comparison in value.items()
        for found in _field_filters(name, comparison, times, (*path, name))
    )


def _field_filters(name: str, value: Json, times: frozenset[str], path: Path) -> list[Filter]:
    section = Section(
        value if isinstance(value, dict) else {"in" if isinstance(value, list) else "eq": value},
        path,
        (*_OPERATORS, *_SETTINGS),
    )
    operators = [op for op in _OPERATORS if op in section]
    if not operators:
        raise SectionError(path, f"a filter needs a comparison: {', '.join(_OPERATORS)}")
    form = _form(name, section, times, operators)
    unit = section.text("unit", "s")
    if not is_reference(unit) and unit not in UNITS_US:
        raise section.wrong("unit", f"{unit!r} is not a unit of time{alternatives(unit, UNITS_US)}")
    found = []
    for op in operators:
        operand, place = section.raw(op), section.at(op) if isinstance(value, dict) else path
        own = Filter(
            form,
            op,
            parse_reference(operand, place) if is_reference(operand) else operand,
            place,
            section.raw("default"),
            section.flag("required"),
            section.text("split", ","),
            parse_reference(unit, section.at("unit")) if is_reference(unit) else unit,
        )
        own.check()
        found.append(own)
    return found


def _form(name: str, section: Section, times: frozenset[str], operators: list[str]) -> FieldForm:
    timed = name in times or "format" in section or "within" in operators
    time = parse_time_format(section.raw("format", "iso"), section.at("format")) if timed else None
    precision, place = EXACT, section.at("precision")
    if "precision" in section:
        if not timed:
            raise SectionError(
                place, f"the field {name} is no time: give format, or list it in times"
            )
        precision = parse_precision(section.text("precision"), place)
    return FieldForm(name, time, precision, section.flag("ignore_case"))
