"""Events as JSON text, kept while they do not change: most requests show what others showed before."""

from __future__ import annotations

import json
from typing import Any

from .event_view import EventPage
from .shape import Shape
from .store.store import Store

_MOST = 100_000
# So few events are made faster one by one than name by name.
_FEW = 5
# Between two events of one text, so that all are written in one call.
_BETWEEN = "\0next\0"
_SPLIT = f", {json.dumps(_BETWEEN)}, "
# What contains itself is found by its depth as well.
_ENCODER = json.JSONEncoder(check_circular=False)


def texts_of(shape: Shape, store: Store, name: int, numbers: list[int]) -> list[str]:
    """The JSON of each event; ``name`` is the store's memo of the shape. When it holds too many
    texts, all are made anew.

    Raises TypeError, ValueError or RecursionError for what is no JSON.
    """
    kept = store.memo(name)
    try:
        return [kept[number] for number in numbers]
    except KeyError:
        pass
    if len(kept) > _MOST:
        kept.clear()
    missing = [number for number in numbers if number not in kept]
    page = EventPage(store, missing)
    few = len(missing) < _FEW
    shown: list[Any] = []
    for event in map(shape.build, page.views) if few else shape.column(page):
        shown += (event, _BETWEEN)
    kept.update(zip(missing, _ENCODER.encode(shown[:-1])[1:-1].split(_SPLIT), strict=True))
    return [kept[number] for number in numbers]
