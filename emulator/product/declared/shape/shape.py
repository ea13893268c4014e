"""JSON with places to fill in: ``@created epoch_s``, ``=expression``, ``text with {{ name }}``.

A key whose value is ``@name?`` is left out where that is null; the key ``**`` takes in all of an
object's keys. ``@@`` and ``==`` stand for a text that begins with ``@`` or ``=``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ....settings.section import Path, SectionError, alternatives
from ..store.condition import dig
from ..times.time_format import ANY, TimeFormat, parse_time_format
from .event_view import (
    EVENT_TIMES,
    EventPage,
    event_column,
    event_getter,
    event_time,
    event_time_column,
)
from .reference import Asked, is_reference, parse_reference
from .template import compile_expression, compile_text, is_template, names_in


class Scope(Protocol):
    """Where a shape finds its values."""

    asked: Asked | None

    def value(self, name: str) -> Any:
        """The value of a name, null when there is none."""

    def time_us(self, name: str) -> int | None:
        """Microseconds since 1970, of a name that is a time."""

    def template_values(self) -> Mapping[str, Any]:
        """All of them, for templates."""


Build = Callable[[Any], Any]
Column = Callable[[EventPage], list[Any]]


@dataclass(frozen=True)
class Shape:
    """``names`` are those that it reads, so that nothing is computed for nobody.

    ``asks`` says that it reads the request too. ``columns`` makes what ``build`` makes for every
    event of a page, where there is a faster way than one by one.
    """

    build: Build
    names: frozenset[str] = frozenset()
    asks: bool = False
    columns: Column | None = None

    def column(self, page: EventPage) -> list[Any]:
        """The values of every event of a page."""
        if self.columns is not None:
            return self.columns(page)
        return [self.build(view) for view in page.views]


def _literal(value: Any) -> Shape:
    return Shape(lambda scope: value, columns=lambda page: [value] * len(page.numbers))


def parse_shape(
    value: Any, path: Path, known: frozenset[str] | None, times: frozenset[str]
) -> Shape:
    """The shape of a JSON value. ``known`` are the possible names; None allows any.

    Raises SectionError.
    """
    if isinstance(value, dict):
        return _object(value, path, known, times)
    if isinstance(value, list):
        parts = [parse_shape(item, (*path, n), known, times) for n, item in enumerate(value)]
        builds = [part.build for part in parts]
        names, asks = _union(parts)
        return Shape(lambda scope: [build(scope) for build in builds], names, asks)
    if isinstance(value, str):
        return _text(value, path, known, times)
    return _literal(value)


def _union(parts: list[Shape]) -> tuple[frozenset[str], bool]:
    names = frozenset[str]().union(*(part.names for part in parts))
    return names, any(part.asks for part in parts)


def _object(
    value: dict[str, Any], path: Path, known: frozenset[str] | None, times: frozenset[str]
) -> Shape:
    parts = {key: parse_shape(inner, (*path, key), known, times) for key, inner in value.items()}
    names, asks = _union(list(parts.values()))
    plain = [(key, part.build) for key, part in parts.items()]
    optional = {key for key, inner in value.items() if _is_optional(inner)}
    columns = _columns(parts, optional)
    if not optional and "**" not in parts:
        return Shape(
            lambda scope: {key: build(scope) for key, build in plain}, names, asks, columns
        )

    def build(scope: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, part in plain:
            inner = part(scope)
            if key == "**":
                made.update(inner if isinstance(inner, dict) else {})
            elif inner is not None or key not in optional:
                made[key] = inner
        return made

    return Shape(build, names, asks, columns)


def _columns(parts: dict[str, Shape], optional: set[str]) -> Column | None:
    """Objects with their keys in order, filled key by key; None where keys may follow ``**``."""
    keys = [key for key in parts if key != "**"]
    if not parts or [*parts][: len(keys)] != keys:
        return None
    optional = optional.intersection(keys)
    columns = [(key, parts[key].columns or parts[key].column) for key in keys]
    rest = parts["**"].columns or parts["**"].column if "**" in parts else None

    def column(page: EventPage) -> list[Any]:
        made: list[dict[str, Any]] = []
        for key, values in columns[:1]:
            made = [{key: inner} for inner in values(page)]
        for key, values in columns[1:]:
            for one, inner in zip(made, values(page), strict=True):
                one[key] = inner
        for key in optional:
            for one in made:
                if one[key] is None:
                    del one[key]
        if rest is not None:
            made = made or [{} for _ in page.numbers]
            for one, inner in zip(made, rest(page), strict=True):
                if type(inner) is dict:
                    one.update(inner)
        return made

    return column


def _is_optional(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("@") and value.endswith("?")


def _text(value: str, path: Path, known: frozenset[str] | None, times: frozenset[str]) -> Shape:
    if value.startswith(("@@", "==")):
        return _literal(value[1:])
    if value.startswith("@") and len(value) > 1:
        return _place(value[1:].removesuffix("?"), path, known, times)
    if value.startswith("=") and len(value) > 1:
        compute = compile_expression(value[1:].strip(), path)
        names = names_in("{{" + value[1:] + "}}")
        return Shape(lambda scope: compute(scope.template_values()), names)
    if is_template(value):
        fill = compile_text(value, path)
        return Shape(lambda scope: fill(scope.template_values()), names_in(value))
    return _literal(value)


def _place(text: str, path: Path, known: frozenset[str] | None, times: frozenset[str]) -> Shape:
    name, _, form = text.strip().partition(" ")
    top, _, inner = name.partition(".")
    if is_reference(name):
        reference = parse_reference(name, path)
        if not form:
            return Shape(lambda scope: reference.one(scope.asked), asks=True)
        write = _written(form, path)
        return Shape(lambda scope: write(reference.one(scope.asked)), asks=True)
    if known is not None and top not in known:
        raise SectionError(path, f"there is no @{name} here{alternatives(top, known)}")
    if name in times:
        format_ = parse_time_format(form, path) if form.strip() else ANY
        if known is None:
            time, write_time = event_time(name), format_.writer()
            column = event_time_column(name, format_.list_writer())
            return Shape(lambda view: write_time(time(view)), frozenset((top,)), columns=column)
        return Shape(_timed(name, format_), frozenset((top,)))
    get: Build
    if known is None:
        get = event_getter(name)
    elif inner:
        steps = tuple(inner.split("."))
        get = lambda scope: dig({"": scope.value(top)}, ("", *steps))  # noqa: E731
    else:
        get = lambda scope: scope.value(name)  # noqa: E731
    values = event_column(name) if known is None else None
    if form:
        write = _written(form, path)
        return Shape(lambda scope: write(get(scope)), frozenset((top,)))
    return Shape(get, frozenset((top,)), columns=values)


def _timed(name: str, format_: TimeFormat) -> Build:
    write = format_.write

    def build(scope: Any) -> Any:
        us = scope.time_us(name)
        return None if us is None else write(us)

    return build


def _written(form: str, path: Path) -> Callable[[Any], Any]:
    """Another form of a value: text, int, number, or a time format."""
    if form == "text":
        return lambda value: None if value is None else str(value)
    if form in ("int", "number"):
        kind = int if form == "int" else float

        def number(value: Any) -> Any:
            try:
                return None if value is None else kind(value)
            except (TypeError, ValueError, OverflowError) as error:
                raise SectionError(path, f"{value!r} is no {form}") from error

        return number
    format_ = parse_time_format(form, path)

    def time(value: Any) -> Any:
        try:
            return None if value is None else format_.write(ANY.read(value))
        except ValueError as error:
            raise SectionError(path, str(error)) from error

    return time


# What is shown of an event where no shape is given.
WHOLE_EVENT = parse_shape(
    {"id": "@id", "created": "@created", "**": "@fields"}, (), None, EVENT_TIMES
)
