"""The JSON of an answer as a template: ``@created epoch_s``, ``=expression``, ``text with {{ name }}``.

A key whose value is ``@name?`` is left out if that value is null. The key ``**`` inserts all keys of an
object. A literal text that begins with ``@`` or ``=`` is written with ``@@`` or ``==``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ....record.entries import Json
from ....record.json_text import json_text
from ....settings.section import Path, SectionError, alternatives
from ..store.condition import dig
from ..store.store import Store
from ..times.time_format import ANY, TimeFormat, parse_time_format
from .event_view import (
    EVENT_TIMES,
    EventPage,
    EventView,
    event_column,
    event_getter,
    event_time,
    event_time_column,
)
from .reference import is_reference, parse_reference
from .template import compile_expression, compile_text, is_template, names_in

# Calls of ``build`` take an EventView or a Scope: what has ``asked`` and ``template_values()``.
Build = Callable[[Any], Json]
Column = Callable[[EventPage], Sequence[Json]]
_MOST_KEPT = 100_000
# Writing so few events one by one costs less than name by name.
_FEW = 5
_SHOWN_ONCE = ""


@dataclass(frozen=True)
class Shape:
    """A JSON template. ``build`` fills it in, from an event (an EventView) or from the values that an
    answer can show (a Scope).

    ``names`` are the values that it reads. ``asks`` tells that it reads the request as well.
    ``columns`` fills it in for all events of a page at once; it is None where that is not faster
    than ``build`` for each event.
    """

    build: Build
    names: frozenset[str] = frozenset()
    asks: bool = False
    columns: Column | None = None

    def column(self, page: EventPage) -> Sequence[Json]:
        """Return this template filled in for each event of a page."""
        if self.columns is not None:
            return self.columns(page)
        return [self.build(view) for view in page.views]


@dataclass(frozen=True)
class Names:
    """The names that a JSON template may read (None: any name), and which of these values are times."""

    known: frozenset[str] | None
    times: frozenset[str]


EVENT_NAMES = Names(None, EVENT_TIMES)


def _literal(value: Json) -> Shape:
    return Shape(lambda scope: value, columns=lambda page: [value] * len(page.numbers))


def parse_shape(value: Json, path: Path, names: Names) -> Shape:
    """Parse a JSON template that may read the values ``names``. Raises SectionError."""
    if isinstance(value, dict):
        return _object(value, path, names)
    if isinstance(value, list):
        parts = [parse_shape(item, (*path, n), names) for n, item in enumerate(value)]
        builds = [part.build for part in parts]
        return Shape(lambda scope: [build(scope) for build in builds], *_union(parts))
    if isinstance(value, str):
        return _text(value, path, names)
    return _literal(value)


def _union(parts: list[Shape]) -> tuple[frozenset[str], bool]:
    names = frozenset[str]().union(*(part.names for part in parts))
    return names, any(part.asks for part in parts)


def _object(value: dict[str, Any], path: Path, names: Names) -> Shape:
    parts = {key: parse_shape(inner, (*path, key), names) for key, inner in value.items()}
    reads = _union(list(parts.values()))
    plain = [(key, part.build) for key, part in parts.items()]
    optional = {key for key, inner in value.items() if _is_optional(inner)}
    columns = _columns(parts, optional)
    if not optional and "**" not in parts:
        return Shape(lambda scope: {key: build(scope) for key, build in plain}, *reads, columns)

    def build(scope: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, part in plain:
            inner = part(scope)
            if key == "**":
                made.update(inner if isinstance(inner, dict) else {})
            elif inner is not None or key not in optional:
                made[key] = inner
        return made

    return Shape(build, *reads, columns)


def _columns(parts: dict[str, Shape], optional: set[str]) -> Column | None:
    """Return a function that fills a JSON object's template for all events of a page, key by key.

    Returns None if a key stands after ``**``, since the order of keys would change.
    """
    keys = [key for key in parts if key != "**"]
    if not parts or [*parts][: len(keys)] != keys:
        return None
    optional = optional.intersection(keys)
    columns = [(key, parts[key].column) for key in keys]
    rest = parts["**"].column if "**" in parts else None

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


def _is_optional(value: Json) -> bool:
    return isinstance(value, str) and value.startswith("@") and value.endswith("?")


def _text(value: str, path: Path, names: Names) -> Shape:
    if value.startswith(("@@", "==")):
        return _literal(value[1:])
    if value.startswith("@") and len(value) > 1:
        return _place(value[1:].removesuffix("?"), path, names)
    if value.startswith("=") and len(value) > 1:
        compute = compile_expression(value[1:].strip(), path)
        read = names_in("{{" + value[1:] + "}}")
        return Shape(lambda scope: compute(scope.template_values()), read)
    if is_template(value):
        fill = compile_text(value, path)
        return Shape(lambda scope: fill(scope.template_values()), names_in(value))
    return _literal(value)


def _place(text: str, path: Path, names: Names) -> Shape:
    """Parse ``@name form`` in a JSON template: a value and its format; ``text`` lacks the ``@``."""
    name, _, form = text.strip().partition(" ")
    top, _, inner = name.partition(".")
    read, of_event = frozenset((top,)), names.known is None
    if is_reference(name):
        reference = parse_reference(name, path)
        write = _written(form, path)
        return Shape(lambda scope: write(reference.one(scope.asked)), asks=True)
    if names.known is not None and top not in names.known:
        raise SectionError(path, f"there is no value @{name} here{alternatives(top, names.known)}")
    if name in names.times:
        format_ = parse_time_format(form, path) if form.strip() else ANY
        if not of_event:
            return Shape(_timed(name, format_), read)
        time, write_all = event_time(name), format_.list_writer()
        column = event_time_column(name, write_all)
        return Shape(lambda view: write_all([time(view)])[0], read, columns=column)
    get: Build
    if of_event:
        get = event_getter(name)
    elif inner:
        steps = tuple(inner.split("."))
        get = lambda scope: dig({"": scope.value(top)}, ("", *steps))  # noqa: E731
    else:
        get = lambda scope: scope.value(name)  # noqa: E731
    if form:
        write = _written(form, path)
        return Shape(lambda scope: write(get(scope)), read)
    return Shape(get, read, columns=event_column(name) if of_event else None)


def _timed(name: str, format_: TimeFormat) -> Build:
    write = format_.write

    def build(scope: Any) -> Any:
        us = scope.time_us(name)
        return None if us is None else write(us)

    return build


def _written(form: str, path: Path) -> Callable[[Json], Json]:
    """Return a function that converts a value to the form text, int, number, or a time format.

    An empty ``form`` leaves values unchanged.
    """
    if not form:
        return lambda value: value
    if form == "text":
        return lambda value: None if value is None else str(value)
    if form in ("int", "number"):
        kind = int if form == "int" else float

        def number(value: Any) -> Any:
            try:
                return None if value is None else kind(value)
            except (TypeError, ValueError, OverflowError) as error:
                raise SectionError(
                    path, f"the value {value!r} is no number, so it cannot be written as {form}"
                ) from error

        return number
    format_ = parse_time_format(form, path)

    def time(value: Any) -> Any:
        try:
            return None if value is None else format_.write(ANY.read(value))
        except ValueError as error:
            raise SectionError(path, str(error)) from error

    return time


# The shape of an event where an API declares none.
WHOLE_EVENT = parse_shape({"id": "@id", "created": "@created", "**": "@fields"}, (), EVENT_NAMES)


def list_text(shape: Shape, store: Store, name: int, numbers: list[int]) -> str:
    """Return events as the text of a JSON list, each in the form of the template ``shape``.

    The text of an event is cached in the store's memo ``name`` until the event changes. Most events are shown
    once, so the texts of a longer list are not cached the first time. A memo with too many texts is emptied.
    Raises TypeError, ValueError, or RecursionError for a value that is not JSON.
    """
    kept = store.memo(name)
    if len(kept) > _MOST_KEPT:
        kept.clear()
    if len(numbers) >= _FEW and kept.keys().isdisjoint(numbers):
        text = json_text(shape.column(EventPage(store, numbers)))
        kept.update(dict.fromkeys(numbers, _SHOWN_ONCE))
        return text
    texts = [kept.get(number) or _kept_text(shape, store, kept, number) for number in numbers]
    return f"[{', '.join(texts)}]"


def _kept_text(shape: Shape, store: Store, kept: dict[int, str], number: int) -> str:
    text = kept[number] = json_text(shape.build(EventView(store, number, None)))
    return text
