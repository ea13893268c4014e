"""What the timeline does to the store, in order of time: appear, change, vanish."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....vendor_event import Update, VendorEvent
from ..instant_us import to_us


class Change(NamedTuple):
    """To the event of that number: an update, or (None) its removal."""

    at_us: int
    number: int
    update: Update | None


class Changes:
    """A pointer into the timeline that only moves forward."""

    def __init__(self, events: Sequence[VendorEvent]) -> None:
        self.visible_us = array("q", (to_us(event.visible) for event in events))
        visible = self.visible_us
        self._order = array("q", sorted(range(len(events)), key=visible.__getitem__))
        self._changes = sorted(_changes(events), key=lambda change: (change.at_us, change.number))
        self._next_visible = 0
        self._next_change = 0
        self._next_us = self._first_us()

    def due(self, now_us: int) -> bool:
        """Whether anything happens up to then."""
        return now_us >= self._next_us

    def appeared(self, now_us: int) -> Iterator[int]:
        """The events that became visible since the last call."""
        order, visible = self._order, self.visible_us
        while self._next_visible < len(order) and visible[order[self._next_visible]] <= now_us:
            yield order[self._next_visible]
            self._next_visible += 1
        self._next_us = self._first_us()

    def changed(self, now_us: int) -> Iterator[Change]:
        """The updates and removals since the last call, in order of time."""
        while (
            self._next_change < len(self._changes)
            and self._changes[self._next_change].at_us <= now_us
        ):
            yield self._changes[self._next_change]
            self._next_change += 1
        self._next_us = self._first_us()

    def _first_us(self) -> float:
        """When the next thing happens; never, when nothing is left."""
        left = [math.inf]
        if self._next_visible < len(self._order):
            left.append(self.visible_us[self._order[self._next_visible]])
        if self._next_change < len(self._changes):
            left.append(self._changes[self._next_change].at_us)
        return min(left)


def _changes(events: Sequence[VendorEvent]) -> Iterator[Change]:
    for number, event in enumerate(events):
        for update in event.updates:
            yield Change(to_us(update.at), number, update)
        if event.removed is not None:
            yield Change(to_us(event.removed), number, None)
