"""The verdicts on all events of a run. Each verdict is computed when it is read."""

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
from .freshness import Freshness, freshness_of
from .idle import Idle
from .story import Story

_NO_STORY = Story("")


@dataclass(frozen=True)
class Delays:
    """The least, median and greatest delay in seconds, from when an event became visible until it was
    first created.
    """

    least: float
    median: float
    most: float


@dataclass(frozen=True)
class Waiting:
    """The events that were not created although at least two successful fetches could have got them.

    ``events`` is their number, ``oldest`` the first of them and ``most_s`` how many seconds that one has
    waited.
    """

    events: int
    oldest: VendorEvent
    most_s: float


@dataclass
class Marks:
    """What the fetches did to each event, by the event's index in the ground truth (the list of the
    product's events). Where a mark is a cycle, 0 means that there was none.
    """

    # How often it was created.
    times: array[int]
    # The first cycle that could see it.
    seen: array[int]
    # The first cycle whose saved position went past it before it was created.
    passed: array[int]
    # The first cycle that created a newer event of its stream while this one was visible.
    behind: array[int]
    # 1 where it was removed before any fetch could see it.
    gone: bytearray
    # 1 where it was removed while it waited: each fetch that could see it created as much as it may.
    crowded: bytearray
    # Its first deliveries.
    deliveries: dict[int, list[Delivery]] = field(default_factory=dict)
    # Why it is too old, if it was created although older than the first window.
    too_old: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, count: int) -> Marks:
        """Return the marks of ``count`` events before the first fetch."""
        times, seen, passed, behind = (array("q", bytes(8 * count)) for _ in range(4))
        return cls(times, seen, passed, behind, bytearray(count), bytearray(count))


@dataclass(frozen=True)
class Span:
    """The times and cycles of a run that its verdicts depend on: when its fetches began and ended."""

    # When the first fetch began.
    first_at: datetime
    # When the last successful fetch began, and its cycle (0 for none).
    last_at: datetime
    last_ok: int
    # When the last fetch ended.
    until: datetime
    # The start of the first window, None where unknown.
    since: datetime | None
    # By stream, where the last two successful fetches that bring its events created nothing new: the first
    # of them.
    idle: Mapping[str, Idle]
    # The first fetch had no last run, so it began where the user's parameter said.
    from_nothing: bool


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on all events. Iterating yields one ``EventVerdict`` per event, in the order of the
    ground truth.
    """

    truth: Sequence[VendorEvent]
    marks: Marks
    span: Span
    # Every later fetch would fail, so events that still wait are blocked.
    stuck: bool = False
    # Explanations by event id.
    stories: Mapping[str, Story] = field(default_factory=dict)

    def __iter__(self) -> Iterator[EventVerdict]:
        return (self._on(number) for number in range(len(self.truth)))

    def __len__(self) -> int:
        return len(self.truth)

    def told(self, stories: Mapping[str, Story]) -> Verdicts:
        """Return the same verdicts with the explanations ``stories``, by the event's id."""
        return replace(self, stories=stories)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of events with each verdict. Verdicts without events have 0, so the sum is the number
        of events.
        """
        counted = Counter(self.verdict_of(number) for number in range(len(self.truth)))
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @cached_property
    def late(self) -> int:
        """The number of events that an earlier successful fetch could have created."""
        return sum(self._late(number) for number in self._wanted())

    @cached_property
    def delays(self) -> Delays | None:
        """The delays of the events that were created; None where none was."""
        delays_s = [self._delay_s(number) for number in self._wanted()]
        if not delays_s:
            return None
        return Delays(min(delays_s), round(median(delays_s), 3), max(delays_s))

    @cached_property
    def freshness(self) -> Freshness | None:
        """How old the events were when they were first delivered; None where none was."""
        return freshness_of([self._age_s(number) for number in self._wanted()])

    @cached_property
    def waiting(self) -> Waiting | None:
        """The pending events that two or more successful fetches could have got; None where there are
        none.
        """
        numbers = [
            number
            for number in range(len(self.truth))
            if 0 < self.marks.seen[number] < self.span.last_ok
            and self.verdict_of(number) == PENDING
        ]
        if not numbers:
            return None
        oldest = min(numbers, key=lambda number: self.truth[number].visible)
        # An event from before the first fetch waits since that fetch.
        return Waiting(
            len(numbers), self.truth[oldest], self._until_end_s(oldest, self.span.first_at)
        )

    def there_s(self, number: int) -> float:
        """Return for how many seconds the event has been visible when the run ends. Time before the first
        window's start does not count.
        """
        return self._until_end_s(
            number, self.span.first_at if self.span.since is None else self.span.since
        )

    def _until_end_s(self, number: int, begin: datetime) -> float:
        waited = self.span.until - max(self.truth[number].visible, begin)
        return round(waited.total_seconds(), 3)

    def of(self, *verdicts: str) -> Iterator[EventVerdict]:
        """Yield the events that have one of these verdicts."""
        numbers = range(len(self.truth))
        return (self._on(number) for number in numbers if self.verdict_of(number) in verdicts)

    def _on(self, number: int) -> EventVerdict:
        event, delivered = self.truth[number], self.marks.deliveries.get(number)
        verdict = self.verdict_of(number)
        told = self.stories.get(event.id, _NO_STORY)
        return EventVerdict(
            event=event,
            verdict=verdict,
            delivered=tuple(delivered or ()),
            times=self.marks.times[number],
            late=bool(delivered) and verdict not in UNWANTED and self._late(number),
            delay_s=self._delay_s(number) if delivered else None,
            passed=self._left_by(number),
            lost_in=(told.cycle or self._left_by(number)) if verdict == MISSED else 0,
            story=told.text or self.marks.too_old.get(number, ""),
        )

    def verdict_of(self, number: int) -> str:
        """Return the verdict on one event, by its index in the ground truth."""
        times, event = self.marks.times[number], self.truth[number]
        if times and not event.in_scope:
            return UNWANTED_BY_SCOPE
        if times and number in self.marks.too_old:
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
        """Whether the event is older than the time window of the first run, so that it need not be created.

        An event at the very start of the window is older in this sense, if the user chose only roughly how
        far back the first run looks: some products return events at or after a time, others only after it. A
        last run that the user gave is exact, and there such an event must be created.
        """
        if self.span.since is None:
            return False
        return event.created < self.span.since or (
            self.span.from_nothing and event.created == self.span.since
        )

    def _undelivered(self, number: int, event: VendorEvent) -> str:
        """Return the verdict on an event that was not created.

        It is missed if the product removed it after a fetch could get it; if a fetch created a newer event of
        its stream, and a later fetch ended well; or if the last two fetches that could get it created
        nothing new. Else it is removed, if no fetch could get it before its removal or had room for it, or
        pending.
        """
        if not self.marks.seen[number]:
            return REMOVED if self.marks.gone[number] else PENDING
        if self.marks.crowded[number]:
            return REMOVED
        if event.removed is not None and event.removed <= self.span.last_at:
            return MISSED
        if 0 < self.marks.behind[number] < self.span.last_ok:
            return MISSED
        idle = self.span.idle.get(event.stream)
        return MISSED if idle is not None and event.visible <= idle.since else PENDING

    def _wanted(self) -> Iterator[int]:
        """Yield the indexes of events that were created and should have been."""
        return (
            n
            for n in self.marks.deliveries
            if self.truth[n].in_scope and n not in self.marks.too_old
        )

    def _left_by(self, number: int) -> int:
        idle = self.span.idle.get(self.truth[number].stream)
        idle_cycle = 0 if idle is None else idle.cycle
        return self.marks.passed[number] or self.marks.behind[number] or idle_cycle

    def _late(self, number: int) -> bool:
        return 0 < self.marks.seen[number] < self.marks.deliveries[number][0].cycle

    def _age_s(self, number: int) -> float:
        # An event from before the first fetch could not have come sooner.
        created = max(self.truth[number].created, self.span.first_at)
        return round((self.marks.deliveries[number][0].at - created).total_seconds(), 3)

    def _delay_s(self, number: int) -> float:
        # An event from before the first fetch could not have come sooner.
        visible = max(self.truth[number].visible, self.span.first_at)
        delay = self.marks.deliveries[number][0].at - visible
        return round(delay.total_seconds(), 3)
