"""One event as shapes and templates see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..store.condition import dig
from ..store.store import Store
from .reference import Asked
from .template import Moment

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


class EventPage:
    """Events read name by name: a loop for each name costs less than a call for each event's."""

    __slots__ = ("_fields", "_views", "numbers", "store")

    def __init__(self, store: Store, numbers: list[int]) -> None:
        self.store = store
        self.numbers = numbers
        self._fields: list[Mapping[str, Any]] | None = None
        self._views: list[EventView] | None = None

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        if self._fields is None:
            self._fields = self.store.fields_of(self.numbers)
        return self._fields

    @property
    def views(self) -> list[EventView]:
        """The events one by one, for what has to see an event as a whole."""
        if self._views is None:
            self._views = [EventView(self.store, number, None) for number in self.numbers]
        return self._views


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


def event_column(name: str) -> Callable[[EventPage], list[Any]]:
    """What reads a name from every event of a page."""
    if name == "id":
        return lambda page: page.store.ids_of(page.numbers)
    if name == "fields":
        return lambda page: [one if type(one) is dict else dict(one) for one in page.fields]
    plain = name.removeprefix("fields.")
    if name == "stream" or "." in plain:
        get = event_getter(name)
        return lambda page: [get(view) for view in page.views]
    return lambda page: [one.get(plain) for one in page.fields]


def event_time_column(
    name: str, write: Callable[[list[int]], list[Any]]
) -> Callable[[EventPage], list[Any]]:
    """What writes one of the times of every event of a page."""
    return lambda page: write(page.store.times_of(name, page.numbers))


def event_time(name: str) -> Callable[[EventView], int]:
    """What reads one of the times that every event has."""
    return {
        "created": lambda view: view._store.created_us(view.number),
        "updated": lambda view: view._store.updated_us(view.number),
        "visible": lambda view: view._store.visible_us(view.number),
    }[name]
