"""The changes that the timeline makes to the product's events: they appear, are updated, and are removed."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ....record.product_event import Update, VendorEvent
from ..times.instant_us import to_us


class Change(NamedTuple):
    """A change of the event with this number at a time: an update, or (None) its removal."""

    at_us: int
    number: int
    update: Update | None


class Changes:
    """The timeline's changes to events, in order of time, and how many of them have happened."""

    def __init__(self, events: Sequence[VendorEvent]) -> None:
        self.visible_us = array("q", (to_us(event.visible) for event in events))
        self._order = array("q", sorted(range(len(events)), key=self.visible_us.__getitem__))
        self._order_us = array("q", map(self.visible_us.__getitem__, self._order))
        self._changes = sorted(_changes(events), key=lambda change: (change.at_us, change.number))
        self._next_visible = 0
        self._next_change = 0
        self._next_us = self._first_us()

    def due(self, now_us: int) -> bool:
        """Whether the timeline has a change that happens up to this time."""
        return now_us >= self._next_us

    def pass_to(self, now_us: int) -> tuple[Sequence[int], list[Change]]:
        """Return the changes to events since the last call, up to the time ``now_us``.

        These are the numbers of the events that became visible, and the updates and removals, both in order
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
        """Return the time of the next change to an event; infinity without one."""
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
