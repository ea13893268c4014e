"""List the event fields that a scenario's ``api:`` section reads, and those that its writes set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...record.entries import CheckedJson
from ...settings.section import Path
from .route.order import UNSPECIFIED, spelled
from .shape.reference import is_reference
from .shape.template import is_template, paths_in

Found = Iterator[tuple[Path, str]]


def fields_read(section: CheckedJson, path: Path = ()) -> Found:
    """Yield each event field that an ``api:`` section reads (``host.name``), with its path in the section.

    A field that the section marks as optional (``@owner?``, ``owner | default('')``) is left out.
    """
    for key, value in section.items():
        at = (*path, key)
        if key == "times":
            yield from (((*at, number), name) for number, name in enumerate(value))
        elif key in ("event", "columns"):
            yield from _shown(value, at)
        elif key in ("routes", "filter"):
            for place, part in _listed(value, at):
                if key == "routes":
                    yield from fields_read(part, place)
                else:
                    yield from (((*place, name), name) for name in part or ())
        elif key == "search":
            yield from _searched(value or {}, at)
        elif key == "order":
            yield from _ordered(value, at)
        elif key == "write":
            names = (value or {}).get("take") or ()
            yield from (((*at, "take", name), name) for name in names)
        elif key == "errors":
            for kind, answer in (value or {}).items():
                yield from fields_read(answer or {}, (*at, kind))
        elif key in ("answer", "if_empty", "csv"):
            yield from fields_read(value or {}, at)


def fields_written(section: CheckedJson) -> frozenset[str]:
    """Return the event fields that the ``write:`` keys of an ``api:`` section set or add values to."""
    writes = [route.get("write") or {} for _, route in _listed(section["routes"], ())]
    return frozenset(
        name for write in writes for key in ("set", "add") for name in write.get(key) or ()
    )


def _listed(value: object, path: Path) -> list[tuple[Path, Any]]:
    """Return the elements of nested lists (or the value itself if it is no list), each with its path."""
    if not isinstance(value, list):
        return [(path, value)]
    return [found for n, item in enumerate(value) for found in _listed(item, (*path, n))]


def _searched(search: CheckedJson, path: Path) -> Found:
    for name, given in (search.get("fields") or {}).items():
        field = given if isinstance(given, str) else given.get("field", name)
        yield (*path, "fields", name), str(field)


def _ordered(value: CheckedJson, path: Path) -> Found:
    if isinstance(value, dict):
        for name, field in value.get("fields", {}).items():
            yield (*path, "fields", name), field
        value, path = value.get("by"), (*path, "by")
    if value is not None and value != UNSPECIFIED:
        yield from ((path, key.field) for key in spelled(value))


def _shown(shape: object, path: Path) -> Found:
    """Yield the event fields that an answer's JSON for one event reads, each with its path in the section."""
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
