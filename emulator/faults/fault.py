"""A fault, which a scenario asks for: what goes wrong on purpose, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import CheckedJson, Json
from ..settings.moment import Moment

VENDOR_FAULTS = ("status", "connection", "slow", "body", "content_type", "token")
ENGINE_FAULTS = ("raise", "kill", "server", "last_run", "disabled", "clock", "params")
# The value of ``on`` that means the requests to the platform's intake.
INTAKE = "intake"
# These happen between two cycles and last, so they happen once by default.
ONCE = ("server", "last_run", "disabled", "clock", "params")

Span = tuple[int, "int | None"]


@dataclass(frozen=True)
class When:
    """The conditions under which a fault happens; all that are given must hold. Without any it
    always happens.

    ``cycles`` and ``requests`` are ranges of numbers (first, last); last is None for an open range.
    Requests are counted from 1: again in each cycle if ``cycles`` is given, else over the whole run.
    Only requests that match ``on`` (a method and a path glob, or ``intake``) are counted. ``begin`` and
    ``end`` are times in the run: the fault happens at ``begin`` or later, and before ``end``. ``chance`` is
    the probability: per request for a fault of requests, per cycle for any other fault. ``times`` is
    how often the fault happens at most in the run.
    """

    cycles: tuple[Span, ...] = ()
    requests: tuple[Span, ...] = ()
    begin: Moment | None = None
    end: Moment | None = None
    chance: float = 1.0
    times: int | None = None
    on: str = ""

    def in_cycle(self, cycle: int) -> bool:
        """Whether the conditions on cycles allow the fault in this cycle."""
        return not self.cycles or _within(cycle, self.cycles)

    def at_request(self, number: int) -> bool:
        """Whether the conditions on requests allow the fault at the request with this number, counted from
        1.
        """
        return not self.requests or _within(number, self.requests)

    def at_time(self, now: datetime, start: datetime) -> bool:
        """Whether the conditions on time allow the fault at ``now``, in a run that began at ``start``."""
        begun = self.begin is None or now >= self.begin.at(start)
        return begun and (self.end is None or now < self.end.at(start))


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong on purpose, as an item of the scenario's section ``faults`` describes it.

    ``kind`` is one of VENDOR_FAULTS (the product's) or ENGINE_FAULTS (the server's), and ``value`` the value
    of that key; where an earlier last run is put back, the number of the cycle that left it. ``more`` are the
    keys beside it (``headers``, ``body``). ``words`` is the fault's text in logs.
    """

    kind: str
    value: CheckedJson
    when: When = field(default_factory=When)
    more: tuple[tuple[str, Json], ...] = ()
    words: str = ""

    @property
    def is_vendors(self) -> bool:
        """Whether the fault is the product's, not the server's."""
        return self.kind in VENDOR_FAULTS

    def extra(self, name: str, default: Json = None) -> CheckedJson:
        """Return the value of a key beside the fault's kind, such as ``headers``."""
        return dict(self.more).get(name, default)


def _within(number: int, spans: Sequence[Span]) -> bool:
    return any(low <= number and (high is None or number <= high) for low, high in spans)


@dataclass(frozen=True)
class Trip:
    """A ``demisto`` call that a fault hits: the call raises an error, or the fetch is killed there.

    ``kind`` is raise or kill. ``after`` is True if it happens after the call has taken effect.
    """

    call: str
    kind: str
    after: bool = False

    def __str__(self) -> str:
        if self.kind == "raise":
            return f"{self.call}() fails"
        return f"killed {'after' if self.after else 'before'} {self.call}()"


def trip_of(fault: Fault) -> Trip:
    """Return the Trip of a fault of kind raise or kill: the ``demisto`` call that it hits, and how."""
    words = str(fault.value).split()
    return Trip(words[-1], fault.kind, after=words[0] == "after")
