"""Follows every event of the product through the fetches, and gives a verdict on each at the end.

Memory grows with the number of events, not of fetches.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime, timezone

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ...settings.settings import FETCH_ASSETS
from ..identity import Identity
from ..window.window import Window
from .event_verdict import Delivery
from .first_windows import FirstWindows
from .idle import IdleFetches
from .inventory import Inventory
from .last_run_cursor import cursors_of
from .positions import Positions
from .seen import ids_in
from .verdicts import Marks, Span, Verdicts

_MOST_DELIVERIES = 10
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class VerdictFold:
    """Reads the fetches in order (``see``) and returns the verdicts (``end``).

    ``truth`` lists the product's events; ``identity`` says by which field incidents are compared; ``window``
    is the time window that the first run asked for, None where unknown; ``positions`` says which saved value
    is the fetch's position; ``limit`` is how many events a fetch may create, None where unknown.
    """

    def __init__(
        self,
        truth: Sequence[VendorEvent],
        identity: Identity,
        window: Window | None,
        positions: Positions | None = None,
        limit: int | None = None,
    ) -> None:
        count = len(truth)
        self._truth = truth
        self._identity = identity
        self._window = window
        self._positions = positions or Positions()
        self._index = {event.id: number for number, event in enumerate(truth)}
        self._marks = Marks.of(count)
        self._to_appear = sorted(range(count), key=lambda n: truth[n].visible, reverse=True)
        removed = [(event.removed, n) for n, event in enumerate(truth) if event.removed is not None]
        self._to_go = sorted(removed, reverse=True)
        self._limit = limit
        # The first of the latest fetches that each created as much as a fetch may; 0 if the last one did not.
        self._full_since = 0
        self._fronts = _by_stream(truth)
        self._waiting: dict[str, list[tuple[datetime, int]]] = {}
        self._leaf = identity.path.rpartition(".")[2]
        self._first_windows = FirstWindows(self._leaf)
        # The events that no incident may come of, and that no answer has held yet.
        self._unread = {event.id for event in truth if not event.in_scope}
        self._first_at: datetime | None = None
        self._last_at = self._until = _NEVER
        self._last_ok = 0
        self._from_nothing = False
        self._idle = IdleFetches()
        self._inventory = Inventory()
        self._forgotten: set[int] = set()

    def forget(self, cycles: range) -> None:
        """Allow each event that one of these cycles was the last to create to be created once more, without
        being a duplicate: the server has lost the state that these cycles saved.
        """
        kept = self._marks.deliveries
        self._forgotten = {number for number, all_ in kept.items() if all_[-1].cycle in cycles}

    def see(self, run: FetchRun) -> None:
        """Record which events the next fetch could get, which it created, and past which it moved its
        position.
        """
        if run.status == "skipped":
            return
        if self._first_at is None:
            self._first_at = run.at
            self._from_nothing = run.first_run
        self._until = run.pulled_at
        if run.status == "ok":
            self._appear(run)
            self._go(run)
        self._first_windows.see(run)
        created = self._deliver(run)
        if run.status != "ok":
            self._full_since = 0
            return
        self._last_ok, self._last_at = run.cycle, run.at
        self._idle.note(run.command, {self._truth[number].stream for number in created})
        new = sum(self._marks.times[number] == 1 for number in created)
        full = self._limit is not None and 0 < self._limit <= new
        self._full_since = (self._full_since or run.cycle) if full else 0
        fresh = new > 0 or self._read_on(run)
        began = run.at
        if run.command == FETCH_ASSETS:
            # A snapshot holds all assets in any order: none is left behind before it is complete.
            whole = self._inventory.see(run, fresh=fresh)
            if whole is None:
                return
            began, fresh = whole
        else:
            self._move_fronts(run, created)
        self._idle.see(run, began, is_idle=not fresh)

    def end(self, *, stuck: bool = False) -> Verdicts:
        """Return the verdicts after the last fetch; ``stuck`` says that every later fetch would fail."""
        since, from_nothing = self._window.start if self._window else None, self._from_nothing
        if since is not None and self._first_at is not None:
            # An event that is created during the run is never too old, whatever the request asked for.
            from_nothing = from_nothing and since <= self._first_at
            since = min(since, self._first_at)
        span = Span(
            first_at=self._first_at or _NEVER,
            last_at=self._last_at,
            last_ok=self._last_ok,
            until=self._until,
            since=since,
            idle=self._idle.by_stream(self._fronts),
            from_nothing=from_nothing,
        )
        return Verdicts(self._truth, self._marks, span, stuck)

    def _appear(self, run: FetchRun) -> None:
        """Mark the events that this fetch is the first to be able to get. Mark events that the product
        removed before it as gone.
        """
        truth, queue = self._truth, self._to_appear
        # An event that appears at the very start of the fetch may be too late for its request.
        while queue and truth[queue[-1]].visible < run.at:
            number = queue.pop()
            event = truth[number]
            if event.removed is not None and event.removed <= run.at:
                self._marks.gone[number] = 1
            else:
                self._marks.seen[number] = run.cycle
                waiting = self._waiting.setdefault(event.stream, [])
                heapq.heappush(waiting, (event.created, number))

    def _go(self, run: FetchRun) -> None:
        """Mark the events that the product removed before this fetch while each fetch that could get them was
        full, and that none had passed.
        """
        while self._to_go and self._to_go[-1][0] <= run.at:
            number = self._to_go.pop()[1]
            waited = 0 < self._full_since <= self._marks.seen[number]
            if waited and not (self._marks.passed[number] or self._marks.behind[number]):
                self._marks.crowded[number] = 1

    def _read_on(self, run: FetchRun) -> bool:
        """Whether an answer holds an out-of-scope event for the first time. A fetch that reads such events
        on its way is not idle, though it creates nothing: those that follow may come next.
        """
        before = len(self._unread)
        for exchange in run.record.exchanges if before else ():
            self._unread -= ids_in(exchange.response_body, self._unread, self._leaf)
        return len(self._unread) < before

    def _deliver(self, run: FetchRun) -> list[int]:
        numbers = []
        for incident in run.incidents:
            number = self._index.get(self._identity.of(incident))
            if number is not None:
                numbers.append(number)
                if number in self._forgotten:
                    self._forgotten.remove(number)
                else:
                    self._marks.times[number] += 1
                self._note_too_old(run, number)
                kept = self._marks.deliveries.setdefault(number, [])
                if len(kept) < _MOST_DELIVERIES:
                    kept.append(Delivery(run.cycle, run.pulled_at))
        return numbers

    def _note_too_old(self, run: FetchRun, number: int) -> None:
        event, latest = self._truth[number], self._first_windows.latest
        first = self._marks.times[number] == 1
        if first and latest is not None and event.created < latest:
            why = self._first_windows.too_old(event, run)
            if why:
                self._marks.too_old[number] = why

    def _move_fronts(self, run: FetchRun, created: list[int]) -> None:
        """Mark the older events that this fetch left behind: it created newer ones, or saved a later
        position.
        """
        newest: dict[str, datetime] = {}
        for number in created:
            event = self._truth[number]
            newest[event.stream] = max(event.created, newest.get(event.stream, event.created))
        for stream, front in newest.items():
            waiting = self._waiting.get(stream, [])
            while waiting and waiting[0][0] < front:
                self._marks.behind[heapq.heappop(waiting)[1]] = run.cycle
        fronts = dict(newest)
        single = len(self._fronts) == 1
        cursor = self._positions.cursor_of(cursors_of(run)) if single else None
        if cursor is not None and cursor.instant is not None:
            (stream,) = self._fronts
            fronts[stream] = cursor.instant
        for stream, front in fronts.items():
            order = self._fronts[stream]
            while order and self._truth[order[-1]].created <= front:
                number = order.pop()
                if not self._marks.times[number]:
                    self._marks.passed[number] = run.cycle


def _by_stream(truth: Sequence[VendorEvent]) -> dict[str, list[int]]:
    """Return for each stream the indexes of its events, ordered from the newest to the oldest."""
    streams: dict[str, list[int]] = {}
    for number, event in enumerate(truth):
        streams.setdefault(event.stream, []).append(number)
    for order in streams.values():
        order.sort(key=lambda number: truth[number].created, reverse=True)
    return streams
