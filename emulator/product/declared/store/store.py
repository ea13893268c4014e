"""The product's events as they are now on the simulated clock, and sorted indexes of them."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ....record.entries import Json
from ....record.product_event import VendorEvent
from ..times.instant_us import to_us
from ..times.time_format import ANY
from .changes import Change, Changes
from .condition import field_reader
from .index import Index
from .key import NOTHING, NUMBER, Key, id_key, key_of

_VISIBLE, _GONE = 1, 2
SHUFFLED = "(shuffled)"
BUILT_IN_TIMES = ("created", "visible", "updated")
_START_OF_TIME = -(1 << 62)


class Store:
    """Holds the product's events, each named by its number: its position in the timeline.

    ``times`` are the event fields that hold times. The clock only moves forward: ``advance`` ignores an
    earlier time.
    """

    def __init__(self, events: Iterable[VendorEvent], seed: int, times: Iterable[str] = ()) -> None:
        self.events = events if isinstance(events, (list, tuple)) else list(events)
        self.times = frozenset((*BUILT_IN_TIMES, *times))
        self.now_us = _START_OF_TIME
        self._seed = seed
        self._created = array("q", (to_us(event.created) for event in self.events))
        self._changes = Changes(self.events)
        self._state = bytearray(len(self.events))
        self._overlay: dict[int, Mapping[str, Json]] = {}
        self._updated: dict[int, int] = {}
        self._indexes: dict[tuple[str | None, str], Index] = {}
        self._numbers: dict[str, int] | None = None
        self._memos: dict[int, dict[int, str]] = {}

    def advance(self, now_us: int) -> None:
        """Apply the timeline's changes to events up to and including the time ``now_us``."""
        if now_us <= self.now_us:
            return
        self.now_us = now_us
        if not self._changes.due(now_us):
            return
        appeared, changed = self._changes.pass_to(now_us)
        touched = dict.fromkeys(change.number for change in changed) if changed else {}
        for number in touched:
            self._unlist(number)
            self._forget(number)
        for number in appeared:
            self._state[number] |= _VISIBLE
        for change in changed:
            self._change(change)
        self._enlist(
            [*(n for n in appeared if n not in touched), *touched] if touched else appeared
        )

    def write(
        self, number: int, fields: Mapping[str, Json], at_us: int | None, gone: bool = False
    ) -> None:
        """Replace an event's fields.

        ``at_us`` becomes its updated time; with ``gone`` the event is removed.
        """
        self._unlist(number)
        self._forget(number)
        self._overlay[number] = fields
        if at_us is not None:
            self._updated[number] = at_us
        if gone:
            self._state[number] |= _GONE
        self._enlist([number])

    def shown(self, number: int) -> bool:
        """Whether the event with this number is visible now."""
        return self._state[number] == _VISIBLE

    def number(self, identity: str) -> int | None:
        """Return the number (position in the timeline) of the visible event with this id; None if there is
        none.
        """
        if self._numbers is None:
            self._numbers = {event.id: number for number, event in enumerate(self.events)}
        number = self._numbers.get(identity)
        return number if number is not None and self.shown(number) else None

    def fields(self, number: int) -> Mapping[str, Json]:
        """Return the fields that an event has now."""
        changed = self._overlay.get(number)
        return self.events[number].fields if changed is None else changed

    def fields_of(self, numbers: Iterable[int]) -> list[Mapping[str, Json]]:
        """Return the fields that each of several events has now."""
        if self._overlay:
            return [self.fields(number) for number in numbers]
        events = self.events
        return [events[number].fields for number in numbers]

    def memo(self, name: int) -> dict[int, str]:
        """Return a cache of texts by event number; the store removes an event's text when the event
        changes.
        """
        return self._memos.setdefault(name, {})

    def in_stream(self, number: int, stream: str | None) -> bool:
        return stream is None or self.events[number].stream == stream

    def index(self, stream: str | None, field: str) -> Index:
        """Return the index of a field over those events of a stream that the product shows now.

        Events that have not appeared yet, and removed events, are not in it. ``stream`` None means all
        streams.
        """
        index = self._indexes.get((stream, field))
        if index is None:
            index = Index(self.keys(field), self._listed(stream))
            self._indexes[stream, field] = index
        return index

    def getter(self, field: str) -> Callable[[int], Json]:
        """Return a function that reads a field of an event; for an empty name, all its fields.

        A time field is read as microseconds since 1970.
        """
        if field in self.times:
            return self.time_getter(field)
        if not field:
            return lambda number: dict(self.fields(number))
        if field in ("id", "stream"):
            return lambda number: getattr(self.events[number], field)
        read = field_reader(field)
        return lambda number: read(self.fields(number))

    def event_time(self, name: str) -> Callable[[int], int]:
        """Return a function that reads a built-in time of an event, in microseconds since 1970.

        The built-in times are ``BUILT_IN_TIMES``. The updated time of an event that was never updated is its
        creation.
        """
        if name == "updated":
            return lambda number: self._updated.get(number, self._created[number])
        return (self._created if name == "created" else self._changes.visible_us).__getitem__

    def time_getter(self, field: str) -> Callable[[int], int | None]:
        """Return a function that reads a time field of an event in microseconds since 1970.

        The function returns None if the event has no such time.
        """
        if field in BUILT_IN_TIMES:
            return self.event_time(field)
        read = field_reader(field)

        def get(number: int) -> int | None:
            value = read(self.fields(number))
            try:
                return None if value is None else ANY.read(value)
            except ValueError:
                return None

        return get

    def keys(self, field: str) -> Callable[[int], Key]:
        """Return a function that returns the sort key of an event's field."""
        if field == SHUFFLED:
            return self._shuffled
        if field == "id":
            return lambda number: id_key(self.events[number].id)
        if field not in self.times:
            get = self.getter(field)
            return lambda number: key_of(get(number))
        time = self.time_getter(field)

        def key(number: int) -> Key:
            us = time(number)
            return NOTHING if us is None else (NUMBER, us)

        return key

    def state(self) -> dict[str, Json]:
        """Return the time, and each event that a write or an update has changed, as JSON for ``restore``."""
        events = {
            self.events[number].id: [
                dict(self._overlay[number]), self._updated.get(number), self._state[number]
            ]
            for number in sorted(self._overlay)
        }  # fmt: skip
        return {"now_us": self.now_us, "events": events}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Return to a state that ``state`` gave for the same events."""
        self._changes = Changes(self.events)
        self._state = bytearray(len(self.events))
        self._overlay, self._updated, self._indexes, self._memos = {}, {}, {}, {}
        self.now_us = _START_OF_TIME
        self.advance(int(state["now_us"]))
        numbers = {event.id: number for number, event in enumerate(self.events)}
        for identity, (fields, updated_us, flags) in state["events"].items():
            if identity in numbers:
                self._overlay[numbers[identity]] = fields
                self._state[numbers[identity]] = flags
                if updated_us is not None:
                    self._updated[numbers[identity]] = updated_us

    def _listed(self, stream: str | None) -> Iterator[int]:
        return (
            n
            for n, state in enumerate(self._state)
            if state == _VISIBLE and self.in_stream(n, stream)
        )

    def _change(self, change: Change) -> None:
        number, update = change.number, change.update
        if update is None:
            self._state[number] |= _GONE
        else:
            self._overlay[number] = {**self.fields(number), **update.fields}
            self._updated[number] = change.at_us

    def _forget(self, number: int) -> None:
        for memo in self._memos.values():
            memo.pop(number, None)

    def _unlist(self, number: int) -> None:
        if self.shown(number):
            for (stream, _), index in self._indexes.items():
                if self.in_stream(number, stream):
                    index.remove(number)

    def _enlist(self, numbers: Sequence[int]) -> None:
        state = self._state
        shown = [number for number in numbers if state[number] == _VISIBLE]
        for (stream, _), index in self._indexes.items():
            index.add(shown if stream is None else [n for n in shown if self.in_stream(n, stream)])

    def _shuffled(self, number: int) -> Key:
        text = f"{self._seed}:{self.events[number].id}".encode()
        return NUMBER, int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
