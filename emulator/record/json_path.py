"""Values inside JSON by dotted path, and one text for equal values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .entries import Json

_DEEPEST = 4


def resolve(value: Json, path: str) -> Json:
    """The value at a dotted path (``a.b``, ``a.0.b``) or None; keys themselves may hold dots."""
    if not path:
        return value
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        parts = path.split(".")
        for cut in range(1, len(parts)):
            head = ".".join(parts[:cut])
            if head in value:
                found = resolve(value[head], ".".join(parts[cut:]))
                if found is not None:
                    return found
    elif isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isdecimal() and int(head) < len(value):
            return resolve(value[int(head)], rest)
    return None


def scalars(value: Json, prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Json]]:
    """Every non-empty scalar below ``value``, by path, not through lists: a place is no name."""
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return
    for key, inner in value.items():
        path = f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from scalars(inner, f"{path}.", depth + 1)
        elif not isinstance(inner, list) and not is_empty(inner):
            yield path, inner


def canonical(value: Json) -> str:
    """One text for equal JSON values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def text_of(value: Json) -> str:
    return value if isinstance(value, str) else canonical(value)


def is_empty(value: Json) -> bool:
    return value is None or value == "" or value == {} or value == []
