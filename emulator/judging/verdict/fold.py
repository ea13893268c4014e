"""The fold: it sees each fetch once, in order, and knows in the end what became of every event.

Memory grows with the events, and not with the fetches. Each event enters and leaves each of the queues
below once.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Sequence
from datetime import datetime, timezone

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ..identity import Identity
from ..window.window import Window
from .event_verdict import Delivery
from .first_windows import FirstWindows
from .last_run_cursor import cursors_of
from .positions import Positions
from .verdicts import Verdicts

_MOST_DELIVERIES = 10
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class VerdictFold:
    """``window`` is what the first run asked for: what was created before lies out of it."""

    def __init__(
        self,
        truth: Sequence[VendorEvent],
        identity: Identity,
        window: Window | None,
        positions: Positions | None = None,
    ) -> None:
        count = len(truth)
        self._truth = truth
        self._identity = identity
        self._window = window
        self._positions = positions or Positions()
        self._index = {event.id: number for number, event in enumerate(truth)}
        self._deliveries: dict[int, list[Delivery]] = {}
        self._times = array("q", bytes(8 * count))
        # Cycles by event, 0 for none: the first that could see it, and the first that left it behind.
        self._seen = array("q", bytes(8 * count))
        self._passed = array("q", bytes(8 * count))
        self._behind = array("q", bytes(8 * count))
        self._to_appear = sorted(range(count), key=lambda n: truth[n].visible, reverse=True)
        self._fronts = _by_stream(truth)
        self._waiting: dict[str, list[tuple[datetime, int]]] = {}
        self._gone = bytearray(count)
        self._first_windows = FirstWindows(identity.path.rpartition(".")[2])
        self._too_old: dict[int, str] = {}
        self._first_at: datetime | None = None
        self._last_at = self._until = _NEVER
        self._last_ok = 0
        self._from_nothing = False
        self._idle: list[tuple[int, datetime]] = []

    def see(self, run: FetchRun) -> None:
        """The next fetch."""
        if run.status == "skipped":
            return
        if self._first_at is None:
            self._first_at = run.at
            self._from_nothing = run.first_run
        self._until = run.pulled_at
        if run.status == "ok":
            self._appear(run)
        self._first_windows.see(run)
        created = self._deliver(run)
        if run.status != "ok":
            return
        self._last_ok, self._last_at = run.cycle, run.at
        self._move_fronts(run, created)
        fresh = any(self._times[number] == 1 for number in created)
        self._idle = [] if fresh else [*self._idle[-1:], (run.cycle, run.at)]

    def end(self, *, stuck: bool = False) -> Verdicts:
        """After the last fetch; ``stuck`` where it will never recover."""
        since, from_nothing = self._window.start if self._window else None, self._from_nothing
        if since is not None and self._first_at is not None:
            # What is created during the run is never too old, whatever the request looked like.
            from_nothing = from_nothing and since <= self._first_at
            since = min(since, self._first_at)
        idle_cycle, idle_since = self._idle[0] if len(self._idle) > 1 else (0, None)
        return Verdicts(
            truth=self._truth,
            deliveries=self._deliveries,
            times=self._times,
            seen=self._seen,
            passed=self._passed,
            behind=self._behind,
            gone=self._gone,
            first_at=self._first_at or _NEVER,
            last_at=self._last_at,
            since=since,
            last_ok=self._last_ok,
            from_nothing=from_nothing,
            idle_since=idle_since,
            idle_cycle=idle_cycle,
            stuck=stuck,
            until=self._until,
            too_old=self._too_old,
        )

    def _appear(self, run: FetchRun) -> None:
        """Events that this fetch is the first to be able to see."""
        truth, queue = self._truth, self._to_appear
        # What appears at the very moment of the tick may be too late for this fetch's request.
        while queue and truth[queue[-1]].visible < run.at:
            number = queue.pop()
            event = truth[number]
            if event.removed is not None and event.removed <= run.at:
                self._gone[number] = 1
            else:
                self._seen[number] = run.cycle
                waiting = self._waiting.setdefault(event.stream, [])
                heapq.heappush(waiting, (event.created, number))

    def _deliver(self, run: FetchRun) -> list[int]:
        numbers = []
        for incident in run.incidents:
            number = self._index.get(self._identity.of(incident))
            if number is not None:
                numbers.append(number)
                self._times[number] += 1
                self._note_too_old(run, number)
                kept = self._deliveries.setdefault(number, [])
                if len(kept) < _MOST_DELIVERIES:
                    kept.append(Delivery(run.cycle, run.pulled_at))
        return numbers

    def _note_too_old(self, run: FetchRun, number: int) -> None:
        event, latest = self._truth[number], self._first_windows.latest
        first = self._times[number] == 1
        if first and latest is not None and event.created < latest:
            why = self._first_windows.too_old(event, run)
            if why:
                self._too_old[number] = why

    def _move_fronts(self, run: FetchRun, created: list[int]) -> None:
        """Mark what this fetch went past: by what it created, and by where its cursor stands now."""
        newest: dict[str, datetime] = {}
        for number in created:
            event = self._truth[number]
            newest[event.stream] = max(event.created, newest.get(event.stream, event.created))
        for stream, front in newest.items():
            waiting = self._waiting.get(stream, [])
            while waiting and waiting[0][0] < front:
                self._behind[heapq.heappop(waiting)[1]] = run.cycle
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
                if not self._times[number]:
                    self._passed[number] = run.cycle


def _by_stream(truth: Sequence[VendorEvent]) -> dict[str, list[int]]:
    """The numbers of each stream's events, the oldest last."""
    streams: dict[str, list[int]] = {}
    for number, event in enumerate(truth):
        streams.setdefault(event.stream, []).append(number)
    for order in streams.values():
        order.sort(key=lambda number: truth[number].created, reverse=True)
    return streams
