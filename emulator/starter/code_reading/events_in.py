"""Find the events in what the code reads from an answer: a list of them, or a single one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..cursor import NEXT
from .value import (
    KEPT,
    LIST,
    NUMBER,
    SENT,
    TEXT,
    TIME,
    Value,
)

DEEPEST = 8
PLURAL = re.compile(r"(list|data|results?|items|[a-z]s)$", re.I)


def event_in(answer: Value, *, single: bool) -> tuple[Value | None, bool]:
    """Return the list of events in an answer, or its single event; and whether it is a list.

    ``single`` tells that the answer is about one event. The first item is None if the code reads neither.
    """
    if (answer.event and answer.items is None) or (single and answer.items is None):
        return next(kept_wholes(answer, 0), answer), False
    return events_in(answer), True


def kept_wholes(value: Value, depth: int) -> Iterator[Value]:
    """Yield the parts of an answer that the code stores as the rawJSON of an incident, the outermost
    first.
    """
    if value.event:
        yield value
    elif depth < 4:
        for inner in value.keys.values():
            yield from kept_wholes(inner, depth + 1)


def kept_parts(value: Value, depth: int) -> Iterator[Value]:
    """Yield the mappings in an answer from which an incident gets its fields, the outermost first."""
    if value.keys and (value.event or any(KEPT in one.uses for one in value.keys.values())):
        yield value
    elif depth < 4:
        for inner in value.keys.values():
            yield from kept_parts(inner, depth + 1)


def events_in(answer: Value) -> Value | None:
    """Return the list of events in an answer: its items become incidents, whole or in part, or have the most
    keys.
    """
    lists = list(_lists(answer, 0, frozenset()))
    if not lists:
        return None
    _, found = max(lists, key=_rank)
    return found


def _rank(one: tuple[int, Value]) -> tuple[bool, bool, int, int]:
    depth, item = one[0], one[1].item
    return item.event, holds_event(item, 0), len(item.keys), -depth


def _lists(value: Value, depth: int, seen: frozenset[int]) -> Iterator[tuple[int, Value]]:
    if depth > DEEPEST or id(value.read) in seen:
        return
    seen = seen | {id(value.read)}
    # What else the code reads by keys from a list of mappings is that of an error in its place.
    is_list = value.items is not None and (not value.keys or bool(value.items.keys))
    if value.items is None and not value.keys and LIST in value.uses:
        yield depth, value
    if value.items is not None and is_list and not is_scalar(value):
        yield depth, value
        # Lists inside an event are its own.
        several = len(value.items.keys) > 1 and not _has_list_of_events(value.items)
        if value.items.event or several:
            return
        yield from _lists(value.items, depth + 1, seen)
    for name, inner in value.keys.items():
        plain = not inner.is_read and LIST not in inner.uses
        if plain and SENT in inner.uses and PLURAL.search(name) and not NEXT.search(name):
            # A list that goes into a later request as it is.
            yield depth + 1, inner
        if not re.search("error|warning", name, re.I):
            yield from _lists(inner, depth + 1, seen)


def _has_list_of_events(item: Value) -> bool:
    """Whether the items of a list under a key of this object become incidents as they are."""
    return any(one.items is not None and one.items.event for one in item.keys.values())


def holds_event(value: Value, depth: int) -> bool:
    if value.event or KEPT in value.uses:
        return True
    inner = (*value.keys.values(), *([value.items] if value.items else []))
    return depth < 4 and any(holds_event(one, depth + 1) for one in inner)


def is_scalar(value: Value) -> bool:
    if value.items is not None and (value.items.keys or value.items.event):
        return False
    return any(use.startswith((TIME, NUMBER, TEXT)) for use in value.uses)
