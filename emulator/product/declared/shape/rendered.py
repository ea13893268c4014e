"""A page's events as JSON text. Most are shown once; the text of one that is shown again is kept while
it does not change."""

from __future__ import annotations

from ....record.json_text import json_text
from ..store.store import Store
from .event_view import EventPage, EventView
from .shape import Shape

_MOST = 100_000
# So few events are written faster one by one than name by name.
_FEW = 5
_SHOWN_ONCE = ""


def list_text(shape: Shape, store: Store, name: int, numbers: list[int]) -> str:
    """The events as one JSON list; ``name`` is the store's memo of the shape. When it holds too many
    texts, all are made anew.

    Raises TypeError, ValueError or RecursionError for what is no JSON.
    """
    kept = store.memo(name)
    if len(kept) > _MOST:
        kept.clear()
    if len(numbers) >= _FEW and kept.keys().isdisjoint(numbers):
        text = json_text(shape.column(EventPage(store, numbers)))
        kept.update(dict.fromkeys(numbers, _SHOWN_ONCE))
        return text
    texts = [kept.get(number) or _kept_text(shape, store, kept, number) for number in numbers]
    return f"[{', '.join(texts)}]"


def _kept_text(shape: Shape, store: Store, kept: dict[int, str], number: int) -> str:
    text = kept[number] = json_text(shape.build(EventView(store, number, None)))
    return text
