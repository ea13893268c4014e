"""Which fields of the events a section reads, and which its writes make; each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...settings.section import Path
from .route.order import UNSPECIFIED, spelled
from .shape.reference import is_reference
from .shape.template import is_template, paths_in

Found = Iterator[tuple[Path, str]]


def fields_read(plain: Any) -> Found:
    """Every field that the parsed section names, in order, as ``host.name``.

    What may be absent by its own words (``@owner?``, ``owner | default('')``) is none of them.
    """
    for number, name in enumerate(plain.get("times", ())):
        yield ("times", number), name
    yield from _shown(plain.get("event"), ("event",))
    yield from _answers(plain.get("errors"), ("errors",))
    routes = plain["routes"]
    many = isinstance(routes, list)
    for number, route in enumerate(routes if many else [routes]):
        yield from _route(route, ("routes", number) if many else ("routes",))


def fields_written(plain: Any) -> frozenset[str]:
    """The fields that a write sets, or puts a value into."""
    routes = plain["routes"]
    writes = [
        route.get("write") or {} for route in (routes if isinstance(routes, list) else [routes])
    ]
    return frozenset(
        name for write in writes for key in ("set", "add") for name in write.get(key) or ()
    )


def _route(route: Any, path: Path) -> Found:
    yield from _filtered(route.get("filter"), (*path, "filter"))
    yield from _searched(route.get("search"), (*path, "search"))
    yield from _ordered(route.get("order"), (*path, "order"))
    for name in (route.get("write") or {}).get("take") or ():
        yield (*path, "write", "take", name), name
    yield from _shown(route.get("event"), (*path, "event"))
    yield from _answer(route.get("answer"), (*path, "answer"))
    yield from _answers(route.get("errors"), (*path, "errors"))


def _filtered(value: Any, path: Path) -> Found:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _filtered(item, (*path, number))
        return
    for name in value or ():
        yield (*path, name), name


def _searched(value: Any, path: Path) -> Found:
    for name, given in ((value or {}).get("fields") or {}).items():
        field = given if isinstance(given, str) else given.get("field", name)
        yield (*path, "fields", name), str(field)


def _ordered(value: Any, path: Path) -> Found:
    by = value.get("by") if isinstance(value, dict) else value
    if by is not None and by != UNSPECIFIED:
        place = (*path, "by") if isinstance(value, dict) else path
        yield from ((place, key.field) for key in spelled(by))
    if isinstance(value, dict):
        for name, field in value.get("fields", {}).items():
            yield (*path, "fields", name), field


def _answers(value: Any, path: Path) -> Found:
    for kind, answer in (value or {}).items():
        yield from _answer(answer, (*path, kind))


def _answer(value: Any, path: Path) -> Found:
    if value is None:
        return
    yield from _shown(value.get("event"), (*path, "event"))
    if "csv" in value:
        yield from _shown(value["csv"]["columns"], (*path, "csv", "columns"))
    yield from _answer(value.get("if_empty"), (*path, "if_empty"))


def _shown(shape: Any, path: Path) -> Found:
    """What the shape of an event reads."""
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from _shown(inner, (*path, key))
    elif isinstance(shape, list):
        for number, inner in enumerate(shape):
            yield from _shown(inner, (*path, number))
    elif isinstance(shape, str):
        yield from ((path, name) for name in _named(shape))


def _named(text: str) -> Iterator[str]:
    if text.startswith(("@@", "==")) or text in ("@", "="):
        return
    if text.startswith("@"):
        name = text[1:].strip().partition(" ")[0]
        if not text.endswith("?") and not is_reference(name):
            yield name
    elif text.startswith("="):
        yield from paths_in("{{" + text[1:] + "}}")
    elif is_template(text):
        yield from paths_in(text)
