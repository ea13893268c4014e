"""Which recorded lists show the same events: each kind of its own is a stream."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..recording.events_found import EventList, ids_of

_PLAIN = ("", "data", "value", "values", "result", "results", "items", "records", "list", "nodes")


def streams_of(lists: Sequence[EventList]) -> dict[str, frozenset[str]]:
    """The ids by the name of their stream, which is the end of the path that showed them first.

    Lists that share an id show the same events (ids first, objects second); empty where all do.
    """
    kinds: list[tuple[str, frozenset[str]]] = []
    for one in lists:
        ids, name = ids_of(one), _name(one)
        for other in [kind for kind in kinds if kind[1] & ids]:
            kinds.remove(other)
            ids, name = ids | other[1], other[0]
        kinds.append((name, ids))
    if len(kinds) < 2:
        return {}
    found: dict[str, frozenset[str]] = {}
    for name, ids in kinds:
        free = name if name not in found else f"{name}-{len(found) + 1}"
        found[free] = ids
    return found


def _name(one: EventList) -> str:
    """The list's own name, or the endpoint's where every list is called like it."""
    own = one.path.rpartition(".")[2]
    words = re.findall(r"[A-Za-z][\w-]*", one.route if own.lower() in _PLAIN else own)
    return words[-1] if words else "events"
