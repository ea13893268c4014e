"""Finds requests that ask for a time window and whose answers hold older events: the scenario's routes do
not read the name that the request uses for the window.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ...record.entries import Exchange, Line
from ...record.product_event import VendorEvent
from ..verdict.seen import ids_in
from ..window.window import Window, asked_from

# The first window is often long before all events; later ones are not.
_KEPT = 3


class Unfiltered(NamedTuple):
    """An answer that held ``event``, which is older than the start of the request's ``window``."""

    event: VendorEvent
    window: Window
    line: Line | None
    cycle: int


class _Asked(NamedTuple):
    cycle: int
    exchange: Exchange
    window: Window


class UnfilteredFold:
    """Keeps, for each route, the last requests whose time window stands under a name that no route reads."""

    def __init__(self) -> None:
        self._asked: dict[str, deque[_Asked]] = {}

    def see(self, cycle: int, exchange: Exchange, beyond: set[str], now: datetime) -> None:
        """Keep the exchange if no route reads the name under which its request asks for a time window.
        ``beyond`` are the names in the request that no route reads, such as ``query.since``.
        """
        window = asked_from((exchange,), now) if beyond else None
        if window is None:
            return
        name = window.key.partition(".")[0]
        if beyond & {f"query.{name}", f"body.{name}"}:
            kept = self._asked.setdefault(exchange.fit[0], deque(maxlen=_KEPT))
            kept.append(_Asked(cycle, exchange, window))

    def end(self, truth: Mapping[str, VendorEvent], leaf: str) -> dict[str, Unfiltered]:
        """Return for each route an answer with an event that is older than the requested window. ``leaf``
        is the key under which an event has its id.
        """
        found: dict[str, Unfiltered] = {}
        for route, kept in self._asked.items():
            for cycle, exchange, window in kept:
                held = sorted(ids_in(exchange.response_body, truth.keys(), leaf))
                older = [truth[one] for one in held if _latest(truth[one]) < window.start]
                if older and route not in found:
                    found[route] = Unfiltered(older[0], window, exchange.line, cycle)
        return found


def _latest(event: VendorEvent) -> datetime:
    """Return the latest time of an event: its creation, its becoming visible, or an update. A product that
    filters by any of these times does not return the event for a window after this time.
    """
    return max(event.created, event.visible, *(update.at for update in event.updates))
