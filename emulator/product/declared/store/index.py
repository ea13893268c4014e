"""The visible events in the order of one field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from sortedcontainers import SortedList

from .condition import Range
from .key import END, OTHER, Key

Entry = tuple[int, Any, int]


class Index:
    """Entries are (rank, value, number of the event): ties stand in the order of the timeline."""

    def __init__(self, key: Callable[[int], Key], numbers: Iterable[int]) -> None:
        self._key = key
        self._entries: Any = SortedList(self.entry(number) for number in numbers)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, number: int) -> Entry:
        """Where an event stands, by its values of this moment."""
        rank, value = self._key(number)
        return rank, value, number

    def add(self, numbers: list[int]) -> None:
        if len(numbers) == 1:
            self._entries.add(self.entry(numbers[0]))
        else:
            self._entries.update(self.entry(number) for number in numbers)

    def remove(self, number: int) -> None:
        """Before the event's values change."""
        self._entries.remove(self.entry(number))

    @property
    def holds_lists(self) -> bool:
        """Whether some value is a list or an object, which equality with an element has to see."""
        return bool(self._entries) and self._entries[-1][0] == OTHER

    def spans(self, ranges: list[Range] | None) -> list[tuple[int, int]]:
        """The positions of the ranges, from (included) to (excluded); None is all."""
        if ranges is None:
            return [(0, len(self._entries))]
        find, size = self._entries.bisect_left, len(self._entries)
        return [(find(low), size if high[0] == END else find(high)) for low, high in ranges]

    def after(self, entry: Entry) -> int:
        """The position that follows the entry, whether it still stands there or not."""
        return int(self._entries.bisect_right(entry))

    def before(self, entry: Entry) -> int:
        """The position of the entry, or where it would stand."""
        return int(self._entries.bisect_left(entry))

    def first(self, ranges: list[Range] | None, descending: bool, count: int | None) -> list[int]:
        """The numbers of the first events in the ranges; ``count`` None is every one."""
        if ranges is None:
            walked = reversed(self._entries) if descending else iter(self._entries)
        elif len(ranges) == 1:
            walked = self._between(ranges[0], descending)
        else:
            parts = reversed(ranges) if descending else ranges
            walked = chain.from_iterable(self._between(part, descending) for part in parts)
        return [entry[2] for entry in islice(walked, count)]

    def _between(self, part: Range, descending: bool) -> Iterator[Entry]:
        low, high = part
        end = None if high[0] == END else high
        found: Iterator[Entry] = self._entries.irange(low, end, (True, False), descending)
        return found

    def walk(self, start: int, stop: int, descending: bool) -> Iterator[Entry]:
        """Entries between two positions, in either direction."""
        found: Iterator[Entry] = self._entries.islice(start, stop, reverse=descending)
        return found
