"""Events as JSON text, kept while they do not change: most requests show what others showed before."""

from __future__ import annotations

from .event_view import EventPage, EventView
from .json_text import json_text
from .shape import Shape
from .store.store import Store

_MOST = 100_000
# So few events are made faster one by one than name by name.
_FEW = 5


def texts_of(shape: Shape, store: Store, name: int, numbers: list[int]) -> list[str]:
    """The JSON of each event; ``name`` is the store's memo of the shape. When it holds too many
    texts, all are made anew.

    Raises TypeError, ValueError or RecursionError for what is no JSON.
    """
    kept = store.memo(name)
    if len(kept) > _MOST:
        kept.clear()
    missing = [number for number in numbers if number not in kept]
    if len(missing) < _FEW:
        for number in missing:
            kept[number] = json_text(shape.build(EventView(store, number, None)))
    else:
        shown = shape.column(EventPage(store, missing))
        kept.update(zip(missing, map(json_text, shown), strict=True))
    return [kept[number] for number in numbers]
