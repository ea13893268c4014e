"""Which of the product's ids an answer holds."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from ...record.entries import Json

_TOKEN = re.compile(r"[^\s\"'<>=,;&?/{}()\[\]]+")


def ids_in(body: str, wanted: Collection[str], leaf: str) -> set[str]:
    """Those of ``wanted`` that the body holds.

    In JSON under the key ``leaf``, where anything has it; else as any value. In other texts as a word.
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
