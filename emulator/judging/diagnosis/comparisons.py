"""Reads the source of a condition: what it orders, and in which collections it looks for which values."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from ...record.trace import Step

# A condition of several lines may hold comments: on one line nothing behind the first can be parsed.
_IN = re.compile(r"([^\s()]+)\s+(?:not\s+)?in\s+([^\s()]+)")

# A sign that orders two values, as in ``alert["id"] > last_id``. The signs ``->`` and ``>>`` order nothing.
_ORDER = re.compile(r"(?<![-<>=!])([<>]=?)(?![<>])")


def orders(step: Step) -> bool:
    """Whether a condition asks which of two values is the greater one."""
    return _ORDER.search(step.text) is not None


@lru_cache(maxsize=256)
def memberships(text: str) -> tuple[tuple[str, str], ...]:
    """Return both sides of each ``in`` and ``not in`` of a condition: ``alert["id"]`` and ``seen``."""
    whole = f"({text})"
    try:
        tree = ast.parse(whole, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return tuple(_IN.findall(text))
    found: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        sides = (node.left, *node.comparators) if isinstance(node, ast.Compare) else ()
        for number, operator in enumerate(node.ops if isinstance(node, ast.Compare) else ()):
            if isinstance(operator, (ast.In, ast.NotIn)):
                found.append((_source(whole, sides[number]), _source(whole, sides[number + 1])))
    return tuple(found)


def _source(whole: str, node: ast.expr) -> str:
    return ast.get_source_segment(whole, node) or ""
