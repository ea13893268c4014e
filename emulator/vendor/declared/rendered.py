"""Events as JSON text, kept while they do not change: most requests show what others showed before."""

from __future__ import annotations

import json
from typing import Any

from .event_view import EventView
from .shape import Shape
from .store.store import Store

_MOST = 100_000
# Between two events of one text, so that all are written in one call.
_BETWEEN = "\0next\0"
_SPLIT = f", {json.dumps(_BETWEEN)}, "


class Rendered:
    """The texts of one shape; when there are too many, all are made anew."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[object, str]] = {}

    def texts(self, shape: Shape | None, store: Store, numbers: list[int]) -> list[str]:
        """The JSON of each event. Raises TypeError or ValueError for what is no JSON."""
        if len(self._texts) > _MOST:
            self._texts.clear()
        get, fields = self._texts.get, store.fields
        found: list[str] = []
        missing: list[int] = []
        for place, number in enumerate(numbers):
            kept = get(number)
            # Every change, and every write, brings new fields.
            if kept is None or kept[0] is not fields(number):
                missing.append(place)
                found.append("")
            else:
                found.append(kept[1])
        if missing:
            made = self._made(shape, store, [numbers[place] for place in missing])
            for place, text in zip(missing, made, strict=True):
                number = numbers[place]
                found[place] = text
                self._texts[number] = fields(number), text
        return found

    def _made(self, shape: Shape | None, store: Store, numbers: list[int]) -> list[str]:
        shown: list[Any] = []
        for number in numbers:
            view = EventView(store, number, None)
            shown += (view.whole() if shape is None else shape.build(view), _BETWEEN)
        return json.dumps(shown[:-1])[1:-1].split(_SPLIT)
