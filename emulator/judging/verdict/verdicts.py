"""The verdicts on all events of a run; each is made when it is asked for."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from statistics import median

from ...record.product_event import VendorEvent
from .event_verdict import (
    BLOCKED,
    DELIVERED,
    DUPLICATED,
    MISSED,
    OUT_OF_SCOPE,
    OUT_OF_WINDOW,
    PENDING,
    REMOVED,
    UNWANTED,
    UNWANTED_BY_SCOPE,
    UNWANTED_BY_WINDOW,
    VERDICTS,
    Delivery,
    EventVerdict,
)


@dataclass(frozen=True)
class Delays:
    """In seconds, from when an event became visible to its first delivery."""

    least: float
    median: float
    most: float


@dataclass(frozen=True)
class Waiting:
    """How many events still wait although two fetches that ended well could see them; the oldest of them,
    and how long it has waited."""

    events: int
    oldest: VendorEvent
    most_s: float


@dataclass(frozen=True)
class Verdicts:
    """Iterate it as often as you like: one verdict an event, in the order of the ground truth.

    ``seen``, ``passed`` and ``behind`` hold cycles by event, 0 for none: the first that could see it,
    the first whose cursor went past it, the first that created a later one while it was visible.
    ``gone`` marks those that were removed before any fetch could see them; ``first_at`` and ``last_at``
    are the ticks of the first fetch and of the last that ended well, ``until`` is when the last one ended.
    ``idle_since`` is when the fetches began that ended well and brought nothing new, to the very end.
    ``too_old`` says of those that were created although older than what was first asked for why.
    ``from_nothing`` says that the first fetch had no last run, and began where the user chose.
    ``stuck`` says that the fetch will never recover, so that what still waits is blocked.
    """

    truth: Sequence[VendorEvent]
    deliveries: Mapping[int, list[Delivery]]
    times: array[int]
    seen: array[int]
    passed: array[int]
    behind: array[int]
    gone: bytearray
    first_at: datetime
    last_at: datetime
    since: datetime | None
    last_ok: int
    idle_since: datetime | None
    idle_cycle: int
    from_nothing: bool = False
    stuck: bool = False
    until: datetime | None = None
    too_old: Mapping[int, str] = field(default_factory=dict)
    stories: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[EventVerdict]:
        return (self._on(number) for number in range(len(self.truth)))

    def __len__(self) -> int:
        return len(self.truth)

    def told(self, stories: Mapping[str, str]) -> Verdicts:
        """The same verdicts with their stories, by the event's id."""
        return replace(self, stories=stories)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many events have which verdict; they add up to all."""
        counted = Counter(self.verdict_of(number) for number in range(len(self.truth)))
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @cached_property
    def late(self) -> int:
        """How many were delivered although an earlier fetch could have."""
        return sum(self._late(number) for number in self._wanted())

    @cached_property
    def delays(self) -> Delays | None:
        """None where nothing was delivered."""
        delays_s = [self._delay_s(number) for number in self._wanted()]
        if not delays_s:
            return None
        return Delays(min(delays_s), round(median(delays_s), 3), max(delays_s))

    @cached_property
    def waiting(self) -> Waiting | None:
        """None where nothing waits, or a single fetch only has left it for the next."""
        numbers = [
            number
            for number in range(len(self.truth))
            if 0 < self.seen[number] < self.last_ok and self.verdict_of(number) == PENDING
        ]
        if not numbers:
            return None
        oldest = min(numbers, key=lambda number: self.truth[number].visible)
        # As with a delay: what was there before the first fetch could not have come any sooner.
        return Waiting(len(numbers), self.truth[oldest], self._until_end_s(oldest, self.first_at))

    def there_s(self, number: int) -> float:
        """How long the event was there in the end, since the first window's start at most."""
        return self._until_end_s(number, self.first_at if self.since is None else self.since)

    def _until_end_s(self, number: int, begin: datetime) -> float:
        waited = (self.until or self.last_at) - max(self.truth[number].visible, begin)
        return round(waited.total_seconds(), 3)

    def of(self, *verdicts: str) -> Iterator[EventVerdict]:
        """The events with these verdicts."""
        numbers = range(len(self.truth))
        return (self._on(number) for number in numbers if self.verdict_of(number) in verdicts)

    def _on(self, number: int) -> EventVerdict:
        event, delivered = self.truth[number], self.deliveries.get(number)
        verdict = self.verdict_of(number)
        return EventVerdict(
            event=event,
            verdict=verdict,
            delivered=tuple(delivered or ()),
            times=self.times[number],
            late=bool(delivered) and verdict not in UNWANTED and self._late(number),
            delay_s=self._delay_s(number) if delivered else None,
            passed=self._left_by(number),
            story=self.stories.get(event.id, "") or self.too_old.get(number, ""),
        )

    def verdict_of(self, number: int) -> str:
        """The verdict on one event, by its place in the ground truth."""
        times, event = self.times[number], self.truth[number]
        if times and not event.in_scope:
            return UNWANTED_BY_SCOPE
        if times and number in self.too_old:
            return UNWANTED_BY_WINDOW
        if times:
            return DELIVERED if times == 1 else DUPLICATED
        if not event.in_scope:
            return OUT_OF_SCOPE
        if self._before_window(event):
            return OUT_OF_WINDOW
        verdict = self._undelivered(number, event)
        return BLOCKED if self.stuck and verdict == PENDING else verdict

    def _before_window(self, event: VendorEvent) -> bool:
        """Whether the first run had no reason to bring it.

        Some products answer what is at or after a time, others what is after it. The user chose roughly how
        far back a first run looks, so an event of that very moment is no loss. A last run that was given is
        exact: there, it is one.
        """
        if self.since is None:
            return False
        return event.created < self.since or (self.from_nothing and event.created == self.since)

    def _undelivered(self, number: int, event: VendorEvent) -> str:
        """Missed is only what the integration has demonstrably gone past; the rest may still come."""
        if not self.seen[number]:
            return REMOVED if self.gone[number] else PENDING
        if event.removed is not None and event.removed <= self.last_at:
            return MISSED
        if 0 < self.behind[number] < self.last_ok:
            return MISSED
        idle = self.idle_since is not None and event.visible <= self.idle_since
        return MISSED if idle else PENDING

    def _wanted(self) -> Iterator[int]:
        """Those that were delivered by right."""
        return (n for n in self.deliveries if self.truth[n].in_scope and n not in self.too_old)

    def _left_by(self, number: int) -> int:
        return self.passed[number] or self.behind[number] or self.idle_cycle

    def _late(self, number: int) -> bool:
        return 0 < self.seen[number] < self.deliveries[number][0].cycle

    def _delay_s(self, number: int) -> float:
        # What was there before the first fetch could not have come any sooner.
        visible = max(self.truth[number].visible, self.first_at)
        delay = self.deliveries[number][0].at - visible
        return round(delay.total_seconds(), 3)
