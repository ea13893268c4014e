"""Events as JSON text, kept while they do not change: most requests show what others showed before."""

from __future__ import annotations

import json
from collections.abc import Iterable
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

    def texts(self, shape: Shape | None, store: Store, numbers: Iterable[int]) -> list[str]:
        """The JSON of each event. Raises TypeError or ValueError for what is no JSON."""
        if len(self._texts) > _MOST:
            self._texts.clear()
        get, fields = self._texts.get, store.fields
        found, missing = [], []
        for number in numbers:
            kept = get(number)
            # Every change, and every write, brings new fields.
            if kept is None or kept[0] is not fields(number):
                missing.append(number)
                found.append("")
            else:
                found.append(kept[1])
        if missing:
            made = dict(zip(missing, self._made(shape, store, missing), strict=True))
            for number, text in made.items():
                self._texts[number] = fields(number), text
            found = [made.get(n, text) for n, text in zip(numbers, found, strict=True)]
        return found

    def _made(self, shape: Shape | None, store: Store, numbers: list[int]) -> list[str]:
        shown: list[Any] = []
        for number in numbers:
            view = EventView(store, number, None)
            shown += (view.whole() if shape is None else shape.build(view), _BETWEEN)
        return json.dumps(shown[:-1])[1:-1].split(_SPLIT)
