"""Finds events that were created although they are older than the time window of the first fetch.

Each place (method and path) has a first window: the start time in the first request to that place. An older
event is unwanted if a later request to the same place asked from an earlier time, or named no time. Events
that appeared or changed after the first fetch are allowed. All events are allowed once the user has set a
last run. Fetches of assets do not count: a snapshot holds all assets, however old.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...record.entries import Exchange, Json
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ...settings.settings import FETCH_ASSETS
from ..value_words import time_words
from ..window.window import asked_from
from .refused import place_of
from .seen import ids_in

_MOST_PLACES = 50
# A last run in whole seconds asks for its second again.
_SLACK = timedelta(seconds=1)


class FirstWindows:
    """The first time window of each place (method and path). ``see`` gets the fetches in order; ``leaf``
    is the key under which an event has its id.
    """

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
        """Keep the time window of each place that the next fetch is the first to request."""
        if run.command == FETCH_ASSETS:
            return
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
        """Return a sentence that says why the fetch should not have created the event; empty if the event
        is not too old.
        """
        if self._by_hand or self._began is None or event.visible >= self._began:
            return ""
        if run.command == FETCH_ASSETS:
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
    """Return the last run without the keys with which an integration requests its next run
    (``nextTrigger``): the server removes them.
    """
    if not isinstance(last_run, dict):
        return last_run
    return {key: value for key, value in last_run.items() if key not in ("nextTrigger", "type")}


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _start(exchange: Exchange, run: FetchRun) -> datetime | None:
    """Return the start of the request's time window; None without a window, or if it starts in the future."""
    window = asked_from((exchange,), run.at)
    return window.start if window is not None and window.start <= run.at else None
