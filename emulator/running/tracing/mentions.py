"""Finds which of the product's events a Python value of the integration holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MOST_VALUES = 20_000
_DEEPEST = 6
_MOST_TEXT_CHARS = 1_000_000
_SEVERAL = (list, tuple, set, frozenset)
_SCALAR = (str, int, float)
# Other keys than the product's own under which code keeps the id of an event.
_ID_KEY = re.compile(r"(^|[_\W])(ids?|key|uid|uuid|guid)$|[a-z](Ids?|ID|Key|Uuid|Guid)$")


@dataclass(frozen=True)
class Mentions:
    """Finds the ids of events in Python values.

    ``ids`` are the ids to find; ``leaf`` is the key under which an event has its id, empty where unknown.
    """

    ids: frozenset[str]
    leaf: str

    def in_value(self, value: object, name: str = "") -> tuple[str, ...]:
        """Return the ids of the events that the value holds, in their order, without duplicates.

        Attributes of objects are searched, and so is JSON in texts. An id counts if it stands under the key
        ``leaf``. If none does, ids under a key or variable named like an id count. ``name`` is the variable
        that has the value.
        """
        own: dict[str, None] = {}
        other: dict[str, None] = {}
        for key, text in _leaves(value, name):
            if text in self.ids:
                if key == self.leaf:
                    own[text] = None
                elif is_id_name(key):
                    other[text] = None
        return tuple(own or other)


def is_id_name(name: str) -> bool:
    """Whether a variable or a key is named like one that holds ids."""
    return bool(_ID_KEY.search(name))


def is_several(value: object) -> bool:
    """Whether a value is a collection, which may hold several events."""
    return isinstance(value, (*_SEVERAL, Mapping))


def _leaves(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield every text and number inside a value, as text, each with the key that holds it."""
    left: list[tuple[str, Any, int]] = [(name, value, 0)]
    seen: set[int] = set()
    count = 0
    while left and count < _MOST_VALUES:
        key, item, depth = left.pop()
        count += 1
        if isinstance(item, _SCALAR):
            yield key, _text(item)
            if isinstance(item, str) and item[:1] in "{[" and len(item) < _MOST_TEXT_CHARS:
                left.extend(_parsed(item, depth))
        elif depth < _DEEPEST and id(item) not in seen:
            seen.add(id(item))
            left.extend((inner, one, depth + 1) for inner, one in _inner(key, item))


def _parsed(text: str, depth: int) -> list[tuple[str, Any, int]]:
    try:
        return [("", json.loads(text), depth + 1)]
    except (ValueError, RecursionError):
        return []


def _inner(key: str, item: object) -> list[tuple[str, Any]]:
    """Return the keys and values inside a collection or an object, in reverse order: the caller takes from
    the end.
    """
    if isinstance(item, dict):
        return [(str(name), one) for name, one in reversed(list(item.items()))]
    if isinstance(item, _SEVERAL):
        return [(key, one) for one in reversed(list(item))]
    # The integration's own classes: the code runs with ``__name__`` "builtins". Others hold too much.
    if type(item).__module__ != "builtins" or isinstance(item, type):
        return []
    attributes = getattr(item, "__dict__", None)
    if isinstance(attributes, dict):
        return [(name.lstrip("_"), one) for name, one in reversed(list(attributes.items()))]
    names = getattr(type(item), "__slots__", ())
    if isinstance(names, str):
        names = (names,)
    return [(name, getattr(item, name)) for name in names if hasattr(item, name)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
