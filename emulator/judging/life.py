"""The history of one event: what the product did with it, which requests asked for it, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..record.entries import Line
from .value_words import cycles_words
from .verdict.event_verdict import (
    DELIVERED,
    DUPLICATED,
    MISSED,
    UNWANTED,
    VERDICT_WORDS,
    EventVerdict,
)

# What the product did with the event.
CREATED, VISIBLE, CHANGED, REMOVED = "created", "visible", "changed", "removed"
# The window of a request included the event, but the answer did not hold it; an answer held the event.
ASKED, GOT = "asked", "got"
# What became of the event in a cycle: an incident was created, once more, or sent but not created; the code
# sent none although an answer held the event; the saved position moved past the event without a look at it.
SENT, AGAIN, DROPPED, LEFT, PASSED = "sent", "again", "dropped", "left", "passed"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to an event.

    ``at`` is the time; ``kind`` says what happened, in a word: created, visible, changed or removed by the
    product; asked for, or got in an answer, by the integration; sent, again, dropped, left or passed as the
    result of a fetch;
    ``cycle`` is 0 for what the product did; ``words`` tell it without the event's id;
    ``request`` is the request on one line, without the server, for the kinds asked and got; ``seq`` is its
    number within the cycle's record; ``line`` is the integration's line.
    """

    at: datetime
    cycle: int
    kind: str
    words: str
    request: str = ""
    seq: int | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class EventLife:
    """The history of one event: its moments, in the order of time.

    ``verdict`` is None where the product's events are unknown, and where no request reached the product;
    ``more_asked`` says that further requests whose time window included the event are left out;
    ``left_out`` is the number of later moments that are left out; ``times`` is how often the event was
    created.
    """

    id: str
    moments: tuple[Moment, ...]
    verdict: EventVerdict | None = None
    more_asked: bool = False
    left_out: int = 0
    times: int = 0

    def cycles(self, *kinds: str) -> tuple[int, ...]:
        """Return the cycles with a moment of one of these kinds, each once."""
        return tuple(dict.fromkeys(one.cycle for one in self.moments if one.kind in kinds))

    @property
    def end(self) -> str:
        """What became of the event: ``created in cycle 4``, ``missed: cycle 2 went past it``."""
        verdict = self.verdict.verdict if self.verdict else ""
        created = self.cycles(SENT, AGAIN)
        if verdict == MISSED and (lost := self.cycles(LEFT) or self.cycles(PASSED)):
            if self.cycles(LEFT):
                return f"missed: an answer in cycle {lost[0]} held it"
            return f"missed: cycle {lost[0]} went past it"
        if created and verdict in ("", DELIVERED, DUPLICATED):
            many = f"created {self.times} times" if self.times > 1 else "created"
            if self.left_out:
                return f"{many}, first in cycle {created[0]}"
            return f"{many} in {cycles_words(created)}"
        if created and verdict in UNWANTED:
            return f"{VERDICT_WORDS[verdict]}, in {cycles_words(created)}"
        if verdict:
            return VERDICT_WORDS[verdict]
        if dropped := self.cycles(DROPPED):
            return f"sent in {cycles_words(dropped)}, but not created"
        if got := self.cycles(GOT):
            return f"in the answers of {cycles_words(got)}, but not created"
        return "never in an answer"
