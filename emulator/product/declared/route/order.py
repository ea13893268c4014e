"""A route's key ``order:``: the order in which it lists events, and how a request asks for another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError, kind_of
from ..reading.plain import part
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, parse_reference
from ..store.query import OrderKey
from ..store.store import SHUFFLED

_KEYS = ("by", "ascending", "asked", "direction", "fields")
_DESCENDING = {"desc", "descending", "-1", "-", "false", "d", "down"}
_ASCENDING = {"asc", "ascending", "1", "+", "true", "a", "up"}
_NAME_KEYS = ("field", "name", "by", "key", "property", "column", "sortby", "field_name")
_DIRECTION_KEYS = ("order", "direction", "dir", "sort", "keyword", "sortorder", "sort_order")
_SPELLED = re.compile(
    r"([+-]?)([\w.$@/()-]+?)(?:(?:\s*[,:|. +]\s*)(asc|desc|ascending|descending))?", re.I
)
UNSPECIFIED = "unspecified"


@dataclass(frozen=True)
class Order:
    """The order in which a route lists events; ``default`` is used if the request names none.

    ``asked`` and ``direction`` are the places of an order and a direction in the request. ``fields`` maps the
    field names that requests use to event fields.
    """

    default: tuple[OrderKey, ...] = (OrderKey("created"),)
    asked: Reference | None = None
    direction: Reference | None = None
    fields: dict[str, str] = field(default_factory=dict, hash=False)

    def bind(self, asked: Asked) -> tuple[OrderKey, ...]:
        """Return the order that a request asks for. Raises Refusal (bad_request) if it cannot be parsed."""
        # ?sort=a&sort=b sorts by both.
        values = self.asked.all(asked) if self.asked is not None else []
        way = self.direction.one(asked) if self.direction is not None else None
        try:
            spelling = values[0] if len(values) == 1 else values
            keys = self._named(spelled(spelling)) if values else self.default
            if way is None:
                return keys
            return tuple(OrderKey(key.field, _is_descending(way)) for key in keys)
        except ValueError as error:
            raise Refusal("bad_request", str(error)) from error

    def _named(self, keys: tuple[OrderKey, ...]) -> tuple[OrderKey, ...]:
        if not self.fields:
            return keys
        return tuple(OrderKey(self.fields.get(k.field, k.field), k.descending) for k in keys)


OLDEST_FIRST = Order()


def parse_order(value: object, path: Path) -> Order:
    """Parse a route's key ``order:``: ``-created``, ``created desc``, ``unspecified``, or a mapping.

    Raises SectionError.
    """
    if isinstance(value, (str, list)):
        return Order(_default(value, path))
    section = Section(value, path, _KEYS)
    default = _default(section.raw("by", "created"), section.at("by"))
    if "ascending" in section:
        default = tuple(OrderKey(k.field, not section.flag("ascending")) for k in default)
    names = section.raw("fields", {})
    if not isinstance(names, dict) or not all(isinstance(v, str) for v in names.values()):
        raise section.wrong(
            "fields", f"fields must map the names in requests to event fields, not {kind_of(names)}"
        )
    asked, direction = (part(section, key, parse_reference) for key in ("asked", "direction"))
    return Order(default, asked, direction, names)


def _default(value: Json, path: Path) -> tuple[OrderKey, ...]:
    if value == UNSPECIFIED:
        return (OrderKey(SHUFFLED),)
    try:
        return spelled(value)
    except ValueError as error:
        raise SectionError(path, f"{error}, or unspecified") from error


def spelled(value: Json) -> tuple[OrderKey, ...]:
    """Parse an order in any spelling: ``-created``, ``created:desc``, a list, an object, or JSON text of
    these.

    Raises ValueError for anything else.
    """
    if isinstance(value, str) and value[:1] in "[{":
        text = value
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(
                f"{text[:60]!r} is not an order of events, such as -created or created:desc"
            ) from error
    if isinstance(value, list):
        keys = tuple(key for item in value for key in spelled(item))
    elif isinstance(value, dict):
        keys = _from_object(value)
    elif isinstance(value, str):
        keys = _from_text(value)
    else:
        keys = ()
    if not keys:
        raise ValueError(
            f"{str(value)[:60]!r} is not an order of events, such as -created or created:desc"
        )
    return keys


def _from_text(text: str) -> tuple[OrderKey, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    keys: list[OrderKey] = []
    for word in words:
        if word.lower() in _DESCENDING | _ASCENDING and keys:
            # created,desc: a direction in the place of a field.
            keys[-1] = OrderKey(keys[-1].field, word.lower() in _DESCENDING)
            continue
        match = _SPELLED.fullmatch(word)
        if match is None:
            raise ValueError(
                f"{word[:60]!r} is not an order of events, such as -created or created:desc"
            )
        sign, name, way = match.groups()
        keys.append(OrderKey(name, sign == "-" or (way or "").lower().startswith("desc")))
    return tuple(keys)


def _from_object(value: Mapping[str, Json]) -> tuple[OrderKey, ...]:
    lower = {key.lower(): inner for key, inner in value.items()}
    fields = [name for key in _NAME_KEYS if isinstance(name := lower.get(key), str)]
    if fields:
        way = next((lower[key] for key in _DIRECTION_KEYS if key in lower), "asc")
        return (OrderKey(fields[0], _is_descending(way)),)
    keys = []
    for field_name, way in value.items():
        # {"created": {"order": "desc"}} beside {"created": "desc"}.
        inner = way.get("order", "asc") if isinstance(way, dict) else way
        keys.append(OrderKey(field_name, _is_descending(inner)))
    return tuple(keys)


def _is_descending(way: Json) -> bool:
    word = str(way).lower()
    if word not in _DESCENDING | _ASCENDING:
        raise ValueError(f"{word[:60]!r} is not a direction of an order (asc, desc)")
    return word in _DESCENDING
