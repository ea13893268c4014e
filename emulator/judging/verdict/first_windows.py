"""Finds events that were created although they are older than the first window.

Each place (method and path) has a first window: the start time of the first request to it. An event from
before that window is unwanted if a later request to the same place had an earlier start time, or none.
Events that appeared or changed after the first fetch are allowed, and so is everything once a user put
in a last run.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...record.entries import Exchange, Json
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ..value_words import time_words
from ..window.window import asked_from
from .refused import place_of
from .seen import ids_in

_MOST_PLACES = 50
# A last run in whole seconds asks for its second again.
_SLACK = timedelta(seconds=1)


class FirstWindows:
    """The first window of each place. ``see`` takes the fetches in order; ``leaf`` is the name of the field
    that holds an event's id."""

    def __init__(self, leaf: str) -> None:
        self._leaf = leaf
        # By place: the cycle of its first request, and the start time; None without a start time.
        self._first: dict[str, tuple[int, datetime | None]] = {}
        self._began: datetime | None = None
        self._left: Json = None
        self._by_hand = False
        # Only an event that was created before this can be too old.
        self.latest: datetime | None = None

    def see(self, run: FetchRun) -> None:
        """Note the first window of each place that the next fetch asks."""
        change = run.last_run
        if self._began is None:
            self._began = run.at
            self._by_hand = change.before not in ({}, None)
        elif change.before not in ({}, None) and change.before != self._left:
            self._by_hand = self._by_hand or _own(change.before) != _own(self._left)
        self._left = change.after
        if self._by_hand or len(self._first) >= _MOST_PLACES:
            return
        for exchange in run.record.exchanges:
            place = place_of(exchange)
            cycle, start = self._first.get(place, (run.cycle, None))
            if cycle != run.cycle or len(self._first) >= _MOST_PLACES:
                continue
            own = _start(exchange, run)
            start = min(start, own) if start and own else start or own
            self._first[place] = (run.cycle, start)
            if start is not None:
                self.latest = max(start, self.latest or start)

    def too_old(self, event: VendorEvent, run: FetchRun) -> str:
        """Return why the event is too old for the fetch that created it; empty where it is not."""
        if self._by_hand or self._began is None or event.visible >= self._began:
            return ""
        for exchange in run.record.exchanges:
            cycle, first = self._first.get(place_of(exchange), (run.cycle, None))
            if first is None or cycle == run.cycle or event.created >= first - _SLACK:
                continue
            if any(update.at >= first for update in event.updates):
                continue
            own = _start(exchange, run)
            if own is not None and own >= first - _SLACK:
                continue
            if ids_in(exchange.response_body, (event.id,), self._leaf):
                since = f"from {_minute(own)}" if own else "without a start time"
                return (
                    f"event {event.id}, created {time_words(event.created, run.at)}: cycle {cycle} asked"
                    f" {place_of(exchange)} from {_minute(first)}, cycle {run.cycle} asked it {since}"
                    " and created the event"
                )
        return ""


def _own(last_run: Json) -> Json:
    """Return the last run without the keys that request the next run: the server removes those."""
    if not isinstance(last_run, dict):
        return last_run
    return {key: value for key, value in last_run.items() if key not in ("nextTrigger", "type")}


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _start(exchange: Exchange, run: FetchRun) -> datetime | None:
    """Return the start of the request's window; None without a window, or where it lies in the future."""
    window = asked_from((exchange,), run.at)
    return window.start if window is not None and window.start <= run.at else None
