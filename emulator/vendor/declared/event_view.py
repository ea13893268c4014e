"""One event as shapes and templates see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .reference import Asked
from .store.condition import dig
from .store.store import Store
from .template import Moment
from .time_format import ANY

EVENT_TIMES = frozenset(("created", "visible", "updated"))


class EventView:
    """Names are id, stream, created, visible, updated, fields, and the event's fields themselves."""

    __slots__ = ("_store", "asked", "fields", "number")

    def __init__(self, store: Store, number: int, asked: Asked | None) -> None:
        self._store = store
        self.number = number
        self.asked = asked
        self.fields = store.fields(number)

    def value(self, name: str) -> Any:
        if name in ("id", "stream"):
            return getattr(self._store.events[self.number], name)
        if name == "fields":
            return dict(self.fields)
        name = name.removeprefix("fields.")
        if name in self.fields or "." not in name:
            return self.fields.get(name)
        return dig(self.fields, tuple(name.split(".")))

    def time_us(self, name: str) -> int | None:
        if name == "created":
            return self._store.created_us(self.number)
        if name == "updated":
            return self._store.updated_us(self.number)
        return self._store.visible_us(self.number)

    def template_values(self) -> Mapping[str, Any]:
        times = {name: Moment(self.time_us(name) or 0) for name in EVENT_TIMES}
        return {**self.fields, **times, "id": self.value("id"), "fields": self.fields}

    def whole(self) -> dict[str, Any]:
        """What is shown where no shape is given: id and created (ISO), and every field."""
        created = ANY.write(self._store.created_us(self.number))
        return {"id": self.value("id"), "created": created, **self.fields}
