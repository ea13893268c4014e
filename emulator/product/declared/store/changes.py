"""The changes that the timeline makes to the product's events: an event appears, is updated, is removed."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....record.product_event import Update, VendorEvent
from ..times.instant_us import to_us


class Change(NamedTuple):
    """A change of the event with this number at a time: an update, or (None) the event's removal."""

    at_us: int
    number: int
    update: Update | None


class Changes:
    """All changes that the timeline makes to events, in order of time, and how far they have been applied."""

    def __init__(self, events: Sequence[VendorEvent]) -> None:
        self.visible_us = array("q", (to_us(event.visible) for event in events))
        self._order = array("q", sorted(range(len(events)), key=self.visible_us.__getitem__))
        self._order_us = array("q", map(self.visible_us.__getitem__, self._order))
        self._changes = sorted(_changes(events), key=lambda change: (change.at_us, change.number))
        self._next_visible = 0
        self._next_change = 0
        self._next_us = self._first_us()

    def due(self, now_us: int) -> bool:
        """Whether there is a change to apply at or before the time ``now_us``."""
        return now_us >= self._next_us

    def pass_to(self, now_us: int) -> tuple[Sequence[int], list[Change]]:
        """Return the changes between the last call and the time ``now_us``.

        They are the numbers of the events that became visible, then the updates and removals, each in order
        of time.
        """
        shown, changed = self._next_visible, self._next_change
        self._next_visible = bisect_right(self._order_us, now_us, shown)
        while (
            self._next_change < len(self._changes)
            and self._changes[self._next_change].at_us <= now_us
        ):
            self._next_change += 1
        self._next_us = self._first_us()
        return self._order[shown : self._next_visible], self._changes[changed : self._next_change]

    def _first_us(self) -> float:
        """Return the time of the next change; infinity if there is none."""
        visible, change = math.inf, math.inf
        if self._next_visible < len(self._order_us):
            visible = self._order_us[self._next_visible]
        if self._next_change < len(self._changes):
            change = self._changes[self._next_change].at_us
        return min(visible, change)


def _changes(events: Sequence[VendorEvent]) -> Iterator[Change]:
    for number, event in enumerate(events):
        for update in event.updates:
            yield Change(to_us(update.at), number, update)
        if event.removed is not None:
            yield Change(to_us(event.removed), number, None)
