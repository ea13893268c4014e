"""A route's key ``write:``: how a request changes the product's events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError, kind_of
from ..reading.plain import part
from ..shape.reference import Reference, parse_reference
from ..shape.shape import Names, Shape, parse_shape

_KEYS = ("ids", "set", "add", "take", "delete", "touch")
_NAMES = Names(frozenset(("now",)), frozenset(("now",)))


@dataclass(frozen=True)
class Write:
    """How a request changes events: those with the ids in the request, or (``ids`` None) those that the
    route's filter selects.

    ``set`` replaces fields; ``add`` and ``take`` add values to lists and remove them. ``delete`` removes the
    events. ``touch`` sets their updated time to now.
    """

    ids: Reference | None
    set: tuple[tuple[str, Shape], ...] = ()
    add: tuple[tuple[str, Shape], ...] = ()
    take: tuple[tuple[str, Shape], ...] = ()
    delete: bool = False
    touch: bool = True

    def apply(self, fields: Mapping[str, Json], scope: Any) -> dict[str, Json]:
        """Return an event's fields after the change; the values to write are filled in from ``scope``."""
        changed: dict[str, Json] = dict(fields)
        for name, shape in self.set:
            _put(changed, name, shape.build(scope))
        for name, shape in self.add:
            for value in _list(shape.build(scope)):
                kept = _list(_get(changed, name))
                _put(changed, name, kept if value in kept else [*kept, value])
        for name, shape in self.take:
            gone = _list(shape.build(scope))
            _put(changed, name, [v for v in _list(_get(changed, name)) if v not in gone])
        return changed


def parse_write(value: object, path: Path) -> Write:
    """Parse a route's key ``write:``. Raises SectionError."""
    section = Section(value, path, _KEYS)
    parts = {key: _fields(section, key) for key in ("set", "add", "take")}
    delete = section.flag("delete")
    if not delete and not any(parts.values()):
        raise SectionError(path, "this write changes nothing: give set, add, take, or delete: true")
    return Write(
        part(section, "ids", parse_reference),
        parts["set"],
        parts["add"],
        parts["take"],
        delete,
        section.flag("touch", True),
    )


def _fields(section: Section, key: str) -> tuple[tuple[str, Shape], ...]:
    value = section.raw(key, {})
    if not isinstance(value, dict):
        raise section.wrong(key, f"{key} must map event fields to values, not {kind_of(value)}")
    return tuple(
        (name, parse_shape(given, (*section.at(key), name), _NAMES))
        for name, given in value.items()
    )


def _get(fields: Mapping[str, Json], name: str) -> Json:
    value: Json = fields
    for step in (name,) if name in fields else name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(fields: dict[str, Json], name: str, value: Json) -> None:
    """Set an event field, or a value inside the nested objects of a field.

    These objects are copied first, since the timeline holds the same objects.
    """
    step, dot, rest = name.partition(".")
    if not dot or name in fields:
        fields[name] = value
        return
    inner = fields.get(step)
    changed: dict[str, Json] = dict(inner) if isinstance(inner, Mapping) else {}
    _put(changed, rest, value)
    fields[step] = changed


def _list(value: Json) -> Sequence[Json]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
