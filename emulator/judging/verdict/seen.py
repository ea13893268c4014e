"""Finds the product's ids in an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from ...record.entries import Json
from ...record.id_guess import is_id_name

_TOKEN = re.compile(r"[^\s\"'<>=,;&?/{}()\[\]]+")


def ids_in(body: str, wanted: Collection[str], leaf: str) -> set[str]:
    """Return those of the ids ``wanted`` that stand in the body of an answer.

    In JSON that has the key ``leaf``, only values under this key count; not those of an object that an event
    with such an id has for a field: ``{"id": 43, "host": {"id": 48}}`` is event 43. In JSON without it, all
    values count, but numbers only in lists and under names of ids: ``"success": 1`` is no event. In any other
    text, each word counts.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {token for token in _TOKEN.findall(body) if token in wanted}
    named: set[str] = set()
    any_where: set[str] = set()
    has_leaf = False
    left: list[tuple[str, Json, bool]] = [("", value, False)]
    while left:
        key, item, listed = left.pop()
        if isinstance(item, dict):
            own = str(item.get(leaf)) in wanted
            left.extend(
                (name, _without(inner, leaf) if own else inner, listed)
                for name, inner in item.items()
            )
        elif isinstance(item, list):
            left.extend((key, inner, True) for inner in item)
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            has_leaf = has_leaf or key == leaf
            text = item if isinstance(item, str) else json.dumps(item)
            if text not in wanted:
                continue
            if key == leaf:
                named.add(text)
            elif listed or not text.isdecimal() or is_id_name(key):
                any_where.add(text)
    return named if has_leaf else any_where


def _without(value: Json, leaf: str) -> Json:
    """Return an object without its key ``leaf``; any other value as it is."""
    if not isinstance(value, dict):
        return value
    return {name: inner for name, inner in value.items() if name != leaf}
