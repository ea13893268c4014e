"""Builds the histories of events from the recorded fetches and the verdicts, in one pass over the fetches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sortedcontainers import SortedList

from ..masking.logins import is_login
from ..record.entries import Exchange
from ..record.fetch_run import SENDERS, FetchRun, History
from ..record.product_event import VendorEvent
from ..settings.units import format_duration
from .judgement import Judgement
from .known_events import known_events
from .life import (
    AGAIN,
    ASKED,
    CHANGED,
    CREATED,
    DROPPED,
    GOT,
    LEFT,
    PASSED,
    REMOVED,
    SENT,
    VISIBLE,
    EventLife,
    Moment,
)
from .rules.rule import line_of
from .value_words import counted, time_words
from .verdict.asked import Asked
from .verdict.event_verdict import MISSED, EventVerdict
from .verdict.passage import Passage, passage_of
from .verdict.positions import positions_of
from .window.window import Window

# More requests of an event that were in vain are left out where many lives are made.
MOST_ASKED = 10


def lives_of(
    runs: History,
    judgement: Judgement,
    truth: Sequence[VendorEvent] | None,
    wanted: Collection[str] | None = None,
    *,
    most_asked: int | None = MOST_ASKED,
    most_moments: int | None = None,
) -> dict[str, EventLife]:
    """Return the histories of the events ``wanted`` (ids; None for all events), by id.

    The fetches are read once more. A history lists every answer that held the event. Of the requests whose
    time window included the event but whose answer did not hold it, it lists the first ``most_asked`` (None
    for all), and none after the event was created. ``most_moments`` limits the moments of one history, since
    a product may return the same events for ever. So the cost grows with the events in the answers, not with
    fetches times events.

    An id that is in no answer, no incident and not in the ground truth is left out.
    """
    fold = _LivesFold(runs, judgement, truth, wanted, most_asked, most_moments)
    for run in runs:
        if run.status != "skipped":
            fold.see(run)
    return fold.end()


@dataclass
class _Growing:
    """The history of an event while the fetches are read. ``listed`` maps the index of each moment of kind
    ``asked`` to the URL path of its request.
    """

    event: VendorEvent | None
    verdict: EventVerdict | None
    moments: list[Moment] = field(default_factory=list)
    listed: dict[int, str] = field(default_factory=dict)
    created_in: int = 0
    more_asked: bool = False
    left_out: int = 0
    times: int = 0


class _Request(NamedTuple):
    """The parts that all moments of one request have in common."""

    cycle: int
    sent: Exchange
    whole: str
    since: str

    def moment(self, kind: str, came: str) -> Moment:
        sent, words = self.sent, f"{self.since} -> {came}"
        return Moment(sent.at, self.cycle, kind, words, self.whole, sent.seq, sent.line)


class _LivesFold:
    def __init__(
        self,
        runs: History,
        judgement: Judgement,
        truth: Sequence[VendorEvent] | None,
        wanted: Collection[str] | None,
        most_asked: int | None,
        most_moments: int | None,
    ) -> None:
        self._identity = judgement.identity
        self._positions = positions_of(runs)
        self._most_asked = most_asked
        self._most_moments = most_moments
        known = known_events(runs, judgement.identity, truth)
        self._leaf = known.leaf
        chosen = dict.fromkeys(known.ids if wanted is None else wanted)
        events = {event.id: event for event in truth or () if event.id in chosen}
        verdicts = {one.event.id: one for one in judgement.verdicts or () if one.event.id in chosen}
        self._lives = {key: _Growing(events.get(key), verdicts.get(key)) for key in chosen}
        self._passed: dict[int, list[str]] = {}
        for key, verdict in verdicts.items():
            if verdict.passed and _counts(verdict):
                self._passed.setdefault(verdict.passed, []).append(key)
        # An answer spells an id without the event's type.
        self._keys: dict[str, list[str]] = {}
        for key in self._lives:
            self._keys.setdefault(self._identity.asked_id(key), []).append(key)
        self._ids = frozenset({*known.places, *self._keys} if self._identity.path else ())
        self._to_come = sorted(events.values(), key=attrgetter("created"), reverse=True)
        # The events that exist and were not created yet, as (time, id), the oldest first.
        self._waiting: SortedList[tuple[datetime, str]] = SortedList()
        self._lists: dict[str, set[str]] = {}

    def see(self, run: FetchRun) -> None:
        """Add to the histories what the next fetch did with each event."""
        passage = passage_of(run, self._ids, self._leaf, self._positions)
        got: dict[str, Asked] = {}
        for asked in passage.asks:
            self._see_request(run.cycle, asked, got)
        done: set[str] = set()
        for kind, incidents in ((SENT, run.incidents), (DROPPED, run.dropped)):
            for key in map(self._identity.of, incidents):
                if key in self._lives:
                    self._became(run, key, kind)
                    done.add(key)
        for key in dict.fromkeys((*got, *self._passed.get(run.cycle, ()))):
            if key not in done:
                self._left(run, passage, key, got.get(key))

    def end(self) -> dict[str, EventLife]:
        """Return the histories by id. An id without a product's event and without a moment is left out."""
        return {
            key: EventLife(
                key, self._ordered(life), life.verdict, life.more_asked, life.left_out, life.times
            )
            for key, life in self._lives.items()
            if life.event or life.moments
        }

    def _see_request(self, cycle: int, asked: Asked, got: dict[str, Asked]) -> None:
        self._come_up_to(asked.sent.at)
        held = [key for identifier in sorted(asked.got) for key in self._keys.get(identifier, ())]
        if not held and not self._waiting:
            return
        window = asked.window
        request = _Request(cycle, asked.sent, asked.whole, _since(asked, window))
        others = len(asked.got) - 1
        among = f"it and {counted(others, 'other event')}" if others else "it alone"
        for key in held:
            got.setdefault(key, asked)
            life = self._lives[key]
            self._add(life, request.moment(GOT, f"{asked.sent.status}, {among}"))
            if life.event:
                self._lists.setdefault(life.event.stream, set()).add(asked.path)
        if window is None or is_login(asked.sent):
            return
        came_in = set(held)
        for _, key in list(self._waiting.irange((window.start, ""))):
            if key not in came_in:
                self._asked_in_vain(asked, request, key)

    def _come_up_to(self, now: datetime) -> None:
        """Note which further events exist in the product at the time ``now``: a request that is sent then
        may ask for them.
        """
        while self._to_come and self._to_come[-1].created <= now:
            event = self._to_come.pop()
            if not self._lives[event.id].created_in:
                self._waiting.add((event.created, event.id))

    def _asked_in_vain(self, asked: Asked, request: _Request, key: str) -> None:
        life, now = self._lives[key], asked.sent.at
        event = life.event
        if event is None or (event.removed is not None and event.removed <= now):
            return
        if self._most_asked is not None and len(life.listed) >= self._most_asked:
            life.more_asked = True
            self._waiting.discard((event.created, key))
            return
        came = asked.sent.failure or f"{asked.sent.status}, {counted(len(asked.got), 'event')}"
        why = ", it was not visible yet" if event.visible > now else " without it"
        life.listed[len(life.moments)] = asked.path
        self._add(life, request.moment(ASKED, f"{came}{why}"))

    def _became(self, run: FetchRun, key: str, kind: str) -> None:
        life = self._lives[key]
        line = line_of(run, *SENDERS)
        if kind == DROPPED:
            words = "sent, but not created: the fetch failed"
        elif life.created_in:
            kind, words = AGAIN, f"created again, first created in cycle {life.created_in}"
        else:
            life.created_in, words = run.cycle, "created"
            if life.event:
                self._waiting.discard((life.event.created, key))
        life.times += kind != DROPPED
        self._add(life, Moment(run.pulled_at, run.cycle, kind, words, line=line))

    def _left(self, run: FetchRun, passage: Passage, key: str, asked: Asked | None) -> None:
        """Add a moment for an event that the fetch did not create, although it got the event in an answer
        or moved its position past it.
        """
        life = self._lives[key]
        line = line_of(run, "setLastRun")
        if asked is None:
            kind, words = PASSED, self._moved(passage, life.event)
        elif life.created_in:
            kind, words, line = LEFT, f"created before, in cycle {life.created_in}", None
        else:
            others = counted(passage.created, "other") if passage.created else "nothing"
            what = "the fetch failed" if run.failed else f"not created ({others} created)"
            kind, words = LEFT, f"{what}; {passage.moved(asked)}"
        if run.failure and run.failed:
            line = run.failure.first_line or line
        self._add(life, Moment(run.pulled_at, run.cycle, kind, words, line=line))

    def _add(self, life: _Growing, moment: Moment) -> None:
        if self._most_moments is not None and len(life.moments) >= self._most_moments:
            life.left_out += 1
        else:
            life.moments.append(moment)

    def _moved(self, passage: Passage, event: VendorEvent | None) -> str:
        """Return words for how the fetch moved its position past the event."""
        if event is None or event.stream:
            return passage.moved(passage.asked_for(event, "") if event else None)
        cursor, moved = passage.cursor, passage.moved()
        if cursor is not None and cursor.instant is not None and cursor.instant >= event.created:
            return f"{moved}, {'past it' if cursor.instant > event.created else 'exactly its time'}"
        return f"created {'others as new or newer' if passage.created else 'nothing'}; {moved}"

    def _ordered(self, life: _Growing) -> tuple[Moment, ...]:
        """Return the moments in the order of time, without requests to lists that hold other events of the
        product.
        """
        lists = self._lists.get(life.event.stream) if life.event else None
        kept = [
            moment
            for number, moment in enumerate(life.moments)
            if not lists or number not in life.listed or life.listed[number] in lists
        ]
        own = list(_of_product(life.event)) if life.event else []
        return tuple(sorted((*own, *kept), key=attrgetter("at")))


def _counts(verdict: EventVerdict) -> bool:
    """Whether the history shows the fetch that moved its position past the event: only if the event was
    missed, or created later.
    """
    later = bool(verdict.delivered) and verdict.passed < verdict.delivered[0].cycle
    return verdict.verdict == MISSED or later


def _since(asked: Asked, window: Window | None) -> str:
    return f"asked from {time_words(window.start, asked.at)}" if window else "asked"


def _of_product(event: VendorEvent) -> Iterator[Moment]:
    at_once = event.visible == event.created
    yield Moment(event.created, 0, CREATED, "created, visible at once" if at_once else "created")
    if not at_once:
        after_s = round((event.visible - event.created).total_seconds(), 3)
        words = f"visible, {format_duration(after_s)} after its creation"
        yield Moment(event.visible, 0, VISIBLE, words)
    for update in event.updates:
        yield Moment(update.at, 0, CHANGED, "changed")
    if event.removed is not None:
        yield Moment(event.removed, 0, REMOVED, "removed")
