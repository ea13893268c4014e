"""Finds the product's ids in an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from ...record.entries import Json

_TOKEN = re.compile(r"[^\s\"'<>=,;&?/{}()\[\]]+")


def ids_in(body: str, wanted: Collection[str], leaf: str) -> set[str]:
    """Return those of the ids ``wanted`` that stand in the body of an answer.

    In JSON that has the key ``leaf``, only values under this key count; in JSON without it, all values count.
    In any other text, each word counts.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {token for token in _TOKEN.findall(body) if token in wanted}
    named: set[str] = set()
    any_where: set[str] = set()
    has_leaf = False
    left: list[tuple[str, Json]] = [("", value)]
    while left:
        key, item = left.pop()
        if isinstance(item, dict):
            left.extend(item.items())
        elif isinstance(item, list):
            left.extend((key, inner) for inner in item)
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            has_leaf = has_leaf or key == leaf
            text = item if isinstance(item, str) else json.dumps(item)
            if text in wanted:
                (named if key == leaf else any_where).add(text)
    return named if has_leaf else any_where
