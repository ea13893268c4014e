"""Look up a mapper's path in an event: ``a.b``, ``a.[0].b``, and a key in each element of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..record.entries import Json

_INDEX = re.compile(r"\[(\d+|-)?\]")


def values_at(event: Json, path: str) -> Iterator[Json]:
    """Yield all values that stand at a path; nothing where the path does not exist. A key may hold dots."""
    if not path:
        yield event
    elif isinstance(event, dict):
        for key, rest in _heads(path):
            if key in event:
                yield from values_at(event[key], rest)
                return
    elif isinstance(event, list):
        head, _, rest = path.partition(".")
        index = _INDEX.fullmatch(head)
        if index is None:
            for item in event:
                yield from values_at(item, path)
        elif index[1] and index[1] != "-":
            if int(index[1]) < len(event):
                yield from values_at(event[int(index[1])], rest)
        else:
            for item in event:
                yield from values_at(item, rest)


def _heads(path: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a path into a key and the rest, the longest key first: ``a.b[0]`` is ``a``,
    ``b``, ``[0]``.
    """
    parts = re.sub(r"(?<=[^.])(\[(?:\d+|-)?\])", r".\1", path).split(".")
    for cut in range(len(parts), 0, -1):
        yield ".".join(parts[:cut]), ".".join(parts[cut:])
