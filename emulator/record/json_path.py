"""Look up values inside JSON by dotted path, and write equal values as equal text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .entries import Json

_DEEPEST = 4


def resolve(value: Json, path: str) -> Json:
    """Return the value at a dotted path (``a.b``, ``a.0.b``) in JSON, else None.

    Keys may contain dots too.
    """
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
    """Yield path and value of every text, number and boolean in nested JSON objects, except those in lists.

    Empty values are left out, and so is what lies more than 4 levels deep.
    """
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return
    for key, inner in value.items():
        path = f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from scalars(inner, f"{path}.", depth + 1)
        elif not isinstance(inner, list) and not is_empty(inner):
            yield path, inner


def canonical(value: Json) -> str:
    """Write a value as JSON text; equal values give equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def text_of(value: Json) -> str:
    """Return a string unchanged and any other value as canonical JSON."""
    return value if isinstance(value, str) else canonical(value)


def is_empty(value: Json) -> bool:
    """Whether a value is None, an empty string, an empty object or an empty list."""
    return value is None or value == "" or value == {} or value == []
