"""Finds the product's ids in an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import TypeAlias

from ...record.entries import Json
from ...record.id_guess import is_id_name, names_an_event

# The item of a list in which a value stands, with the objects in between, the innermost first.
_Around: TypeAlias = "tuple[dict[str, Json], _Around] | None"

_TOKEN = re.compile(r"[^\s\"'<>=,;&?/{}()\[\]]+")


def ids_in(body: str, wanted: Collection[str], leaf: str) -> set[str]:
    """Return those of the ids ``wanted`` that stand in the body of an answer.

    In JSON that has the key ``leaf``, only values under this key count; not those of an object that an event
    with such an id has for a field: ``{"id": 43, "host": {"id": 48}}`` is event 43. In JSON without it, all
    values count, but numbers only in lists and under names of ids: ``"success": 1`` is no event. A number of
    an object with an id of its own counts under that name only: ``{"alertId": 43, "severity": 2}`` is event
    43. In any other text, each word counts.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {token for token in _TOKEN.findall(body) if token in wanted}
    named: set[str] = set()
    any_where: set[str] = set()
    has_leaf = False
    left: list[tuple[str, Json, bool, _Around]] = [("", value, False, None)]
    while left:
        key, item, listed, around = left.pop()
        if isinstance(item, dict):
            own = str(item.get(leaf)) in wanted
            inside = (item, around) if listed else None
            left.extend(
                (name, _without(inner, leaf) if own else inner, listed, inside)
                for name, inner in item.items()
            )
        elif isinstance(item, list):
            left.extend((key, inner, True, None) for inner in item)
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            has_leaf = has_leaf or key == leaf
            text = item if isinstance(item, str) else json.dumps(item)
            if text not in wanted:
                continue
            if key == leaf:
                named.add(text)
            elif not text.isdecimal() or _may_be_id(key, listed, around):
                any_where.add(text)
    return named if has_leaf else any_where


def _may_be_id(key: str, listed: bool, around: _Around) -> bool:
    """Whether a number under this key, in these objects, may be the id of an event."""
    if names_an_event(key):
        return True
    while around is not None:
        item, around = around
        if any(map(names_an_event, item)):
            return False
    return listed or is_id_name(key)


def _without(value: Json, leaf: str) -> Json:
    """Return an object without its key ``leaf``; any other value as it is."""
    if not isinstance(value, dict):
        return value
    return {name: inner for name, inner in value.items() if name != leaf}
