"""Read values of the product's events for an answer: of a single event, or of all events of a page at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ....record.entries import Json
from ..store.condition import field_reader
from ..store.store import BUILT_IN_TIMES, Store
from .reference import Asked
from .template import Moment

EVENT_TIMES = frozenset(BUILT_IN_TIMES)


class EventView:
    """One event of the product, from which an answer reads values.

    ``asked`` is the request; None if the answer reads nothing from the request.
    """

    __slots__ = ("asked", "fields", "id", "number", "store")

    def __init__(self, store: Store, number: int, asked: Asked | None) -> None:
        self.store = store
        self.number = number
        self.asked = asked
        self.id = store.events[number].id
        self.fields = store.fields(number)

    def template_values(self) -> Mapping[str, Any]:
        """Return the values that a Jinja template can name: the event's fields, its id, and its times."""
        times = {name: Moment(event_time(name)(self)) for name in BUILT_IN_TIMES}
        return {**self.fields, **times, "id": self.id, "fields": self.fields}


class EventPage:
    """The events of one page. Reading a field of all of them at once is faster than event by event."""

    __slots__ = ("_views", "fields", "numbers", "store")

    def __init__(self, store: Store, numbers: list[int]) -> None:
        self.store = store
        self.numbers = numbers
        self.fields = store.fields_of(numbers)
        self._views: list[EventView] | None = None

    @property
    def views(self) -> list[EventView]:
        """The events of the page, one EventView each, for answers that need a whole event."""
        if self._views is None:
            self._views = [EventView(self.store, number, None) for number in self.numbers]
        return self._views


def event_getter(name: str) -> Callable[[EventView], Json]:
    """Return a function that reads one value of an event: its id, its stream, all its fields, or one
    field.
    """
    if name == "id":
        return lambda view: view.id
    if name == "stream":
        return lambda view: view.store.events[view.number].stream
    if name == "fields":
        return lambda view: view.fields if type(view.fields) is dict else dict(view.fields)
    read = field_reader(name)
    return lambda view: read(view.fields)


def event_column(name: str) -> Callable[[EventPage], Sequence[Json]]:
    """Return a function that returns a list: one value (as in ``event_getter``) of each event of a page."""
    if name == "id":
        return lambda page: [page.store.events[number].id for number in page.numbers]
    if name == "fields":
        return lambda page: [one if type(one) is dict else dict(one) for one in page.fields]
    plain = name.removeprefix("fields.")
    if name == "stream" or "." in plain:
        get = event_getter(name)
        return lambda page: [get(view) for view in page.views]
    return lambda page: [one.get(plain) for one in page.fields]


def event_time(name: str) -> Callable[[EventView], int]:
    """Return a function that reads a built-in time of an event (``EVENT_TIMES``) in microseconds since
    1970.
    """
    return lambda view: view.store.event_time(name)(view.number)


def event_time_column(
    name: str, write: Callable[[list[int]], Sequence[Json]]
) -> Callable[[EventPage], Sequence[Json]]:
    """Return a function that reads a built-in time of each event of a page and formats the times with
    ``write``.
    """
    return lambda page: write([*map(page.store.event_time(name), page.numbers)])
