"""One event as shapes and templates see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .reference import Asked
from .store.condition import dig
from .store.store import Store
from .template import Moment
from .time_format import ANY

EVENT_TIMES = frozenset(("created", "visible", "updated"))


class EventView:
    """Names are id, stream, created, visible, updated, fields, and the event's fields themselves."""

    __slots__ = ("_store", "asked", "fields", "id", "number")

    def __init__(self, store: Store, number: int, asked: Asked | None) -> None:
        self._store = store
        self.number = number
        self.asked = asked
        self.id = store.events[number].id
        self.fields = store.fields(number)

    @property
    def stream(self) -> str:
        return self._store.events[self.number].stream

    def value(self, name: str) -> Any:
        return event_getter(name)(self)

    def time_us(self, name: str) -> int | None:
        return event_time(name)(self)

    def template_values(self) -> Mapping[str, Any]:
        times = {name: Moment(self.time_us(name) or 0) for name in EVENT_TIMES}
        return {**self.fields, **times, "id": self.id, "fields": self.fields}

    def whole(self) -> dict[str, Any]:
        """What is shown where no shape is given: id and created (ISO), and every field."""
        created = ANY.write(self._store.created_us(self.number))
        return {"id": self.id, "created": created, **self.fields}


def event_getter(name: str) -> Callable[[EventView], Any]:
    """What reads a name from an event: found once, since it is read for every event shown."""
    if name == "id":
        return lambda view: view.id
    if name == "stream":
        return lambda view: view.stream
    if name == "fields":
        return lambda view: view.fields if type(view.fields) is dict else dict(view.fields)
    plain = name.removeprefix("fields.")
    if "." not in plain:
        return lambda view: view.fields.get(plain)
    steps = tuple(plain.split("."))
    # A name with a dot in it comes before a path.
    return lambda view: view.fields[plain] if plain in view.fields else dig(view.fields, steps)


def event_time(name: str) -> Callable[[EventView], int]:
    """What reads one of the times that every event has."""
    return {
        "created": lambda view: view._store.created_us(view.number),
        "updated": lambda view: view._store.updated_us(view.number),
        "visible": lambda view: view._store.visible_us(view.number),
    }[name]
