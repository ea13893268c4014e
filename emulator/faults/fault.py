"""A fault that a scenario asks for: what goes wrong, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import CheckedJson, Json
from ..settings.moment import Moment

VENDOR_FAULTS = ("status", "connection", "slow", "body", "content_type", "token")
ENGINE_FAULTS = ("raise", "kill", "server", "last_run", "clock", "params")
# These happen between two cycles, and hold from there on: once is enough.
ONCE = ("server", "last_run", "clock", "params")

Span = tuple[int, "int | None"]


@dataclass(frozen=True)
class When:
    """Every condition that is given must hold; none at all holds always.

    ``cycles`` and ``requests`` are ranges (first, last), last None for open ones. A request's number
    counts those that ``on`` (method and path glob) matches, within its cycle where ``cycles`` is given,
    else within the run. ``end`` is not included. ``chance`` is drawn for each cycle or request;
    ``times`` is how often it happens at most.
    """

    cycles: tuple[Span, ...] = ()
    requests: tuple[Span, ...] = ()
    begin: Moment | None = None
    end: Moment | None = None
    chance: float = 1.0
    times: int | None = None
    on: str = ""

    def in_cycle(self, cycle: int) -> bool:
        return not self.cycles or _within(cycle, self.cycles)

    def at_request(self, number: int) -> bool:
        return not self.requests or _within(number, self.requests)

    def at_time(self, now: datetime, start: datetime) -> bool:
        begun = self.begin is None or now >= self.begin.at(start)
        return begun and (self.end is None or now < self.end.at(start))


@dataclass(frozen=True)
class Fault:
    """``kind`` is one of VENDOR_FAULTS or ENGINE_FAULTS, ``value`` what stands behind that key;
    ``more`` are the keys that go with it (``headers``, ``body``), ``words`` how it was written."""

    kind: str
    value: CheckedJson
    when: When = field(default_factory=When)
    more: tuple[tuple[str, Json], ...] = ()
    words: str = ""

    @property
    def is_vendors(self) -> bool:
        return self.kind in VENDOR_FAULTS

    def extra(self, name: str, default: Json = None) -> CheckedJson:
        return dict(self.more).get(name, default)


def _within(number: int, spans: Sequence[Span]) -> bool:
    return any(low <= number and (high is None or number <= high) for low, high in spans)


@dataclass(frozen=True)
class Trip:
    """A demisto call that does not go as it should: ``kind`` is raise or kill, ``after`` is False where
    it happens before the call has done anything."""

    call: str
    kind: str
    after: bool = False

    def __str__(self) -> str:
        if self.kind == "raise":
            return f"{self.call}() fails"
        return f"killed {'after' if self.after else 'before'} {self.call}()"


def trip_of(fault: Fault) -> Trip:
    """The trip that a fault of kind raise or kill asks for."""
    words = str(fault.value).split()
    return Trip(words[-1], fault.kind, after=words[0] == "after")
