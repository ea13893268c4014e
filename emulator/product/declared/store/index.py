"""An index of the product's visible events: they are sorted by the value of one field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from sortedcontainers import SortedList

from .condition import Range
from .key import END, OTHER, Key

Entry = tuple[int, Any, int]


class Index:
    """The visible events sorted by one field: a list of (rank of the type, value, number of the event).

    Events with equal values are in the order of the timeline.
    """

    def __init__(self, key: Callable[[int], Key], numbers: Iterable[int]) -> None:
        self._key = key
        self._entries: Any = SortedList(map(self._entry, numbers))

    def add(self, numbers: list[int]) -> None:
        """Add events to the index, by the values that they have now."""
        if len(numbers) == 1:
            self._entries.add(self._entry(numbers[0]))
        else:
            self._entries.update(map(self._entry, numbers))

    def remove(self, number: int) -> None:
        """Remove an event from the index; call this before the event's values change."""
        self._entries.remove(self._entry(number))

    @property
    def holds_lists(self) -> bool:
        """Whether an event has a list or object in the field; then the index cannot answer equality."""
        return bool(self._entries) and self._entries[-1][0] == OTHER

    def spans(self, ranges: list[Range] | None) -> list[tuple[int, int]]:
        """Return for each range of values where it begins and ends (excluded) in the index.

        ``ranges`` None stands for all values.
        """
        if ranges is None:
            return [(0, len(self._entries))]
        find, size = self._entries.bisect_left, len(self._entries)
        found = [(find(low), size if high[0] == END else find(high)) for low, high in ranges]
        return [(start, max(start, stop)) for start, stop in found]

    def edge(self, after: tuple[Any, ...], descending: bool, with_ties: bool) -> int:
        """Return the position in the index after the last event of the earlier pages.

        ``after`` is that event's ``position``: it begins with the field's rank and value, and ends with the
        event's number. The event itself may be gone. With ``with_ties`` the result is the position before all
        events with the same value.
        """
        number = after[-1]
        if with_ties:
            number = 1 << 62 if descending else -1
        find = self._entries.bisect_left if descending else self._entries.bisect_right
        return int(find((after[0], after[1], number)))

    def first(self, ranges: list[Range] | None, descending: bool, count: int | None) -> list[int]:
        """Return the numbers of the first ``count`` events (None: all) whose values lie in ``ranges``
        (None: any value). They are in the order of the values; with ``descending`` the highest is
        first.
        """
        if ranges is None:
            walked = reversed(self._entries) if descending else iter(self._entries)
        elif len(ranges) == 1:
            walked = self._between(ranges[0], descending)
        else:
            parts = reversed(ranges) if descending else ranges
            walked = chain.from_iterable(self._between(part, descending) for part in parts)
        return [entry[2] for entry in islice(walked, count)]

    def walk(self, spans: list[tuple[int, int]], descending: bool) -> Iterator[int]:
        """Yield the numbers of the events in ``spans`` of the index, forwards or (``descending``) backwards.

        A span is its first position and its end (excluded).
        """
        for start, stop in reversed(spans) if descending else spans:
            if start < stop:
                for entry in self._entries.islice(start, stop, reverse=descending):
                    yield entry[2]

    def _entry(self, number: int) -> Entry:
        rank, value = self._key(number)
        return rank, value, number

    def _between(self, part: Range, descending: bool) -> Iterator[Entry]:
        low, high = part
        end = None if high[0] == END else high
        found: Iterator[Entry] = self._entries.irange(low, end, (True, False), descending)
        return found
