"""A world: one variant of a scenario that the search makes up, as plain values. It can be run, made smaller
and written to a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ..record.entries import Json
from ..settings.moment import Moment
from ..settings.settings import Drain
from ..settings.units import format_duration

QUIET = Drain().quiet
# How an update moves an event: into what the fetch asks for, or out of it.
INTO, OUT_OF = "into", "out of"
# A run goes on for so many cycles after the last event at the most: a fetch that never ends costs no more.
_DRAIN, _TIMES_QUIET = 200, 4


@dataclass(frozen=True)
class Change:
    """An update of an event: from ``at_s`` on the event has these ``fields``."""

    at_s: float
    fields: Mapping[str, Json] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class WorldEvent:
    """An event of the product. All times are in seconds after the start of the run.

    ``visible_s`` is None for an event that queries find from its creation on. Events with the same ``kin``
    get the same fields; 0 for none. ``odd`` names what is unusual in its fields, and ``usual`` are the fields
    without that; empty and None if nothing is unusual. ``crosses`` says that its change moves it into what is
    asked for, or out of it; empty for neither.
    """

    created_s: float
    visible_s: float | None = None
    changes: tuple[Change, ...] = ()
    removed_s: float | None = None
    in_scope: bool = True
    stream: str = ""
    id: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict, hash=False)
    kin: int = 0
    odd: str = ""
    usual: Mapping[str, Json] | None = field(default=None, hash=False)
    crosses: str = ""

    @property
    def seen_s(self) -> float:
        """The time from which queries find the event."""
        return self.created_s if self.visible_s is None else self.visible_s

    @property
    def late_s(self) -> float:
        """How long after its creation queries begin to find the event."""
        return self.seen_s - self.created_s

    def section(self) -> dict[str, Json]:
        """Return the event as an item of a scenario's section ``events``."""
        item: dict[str, Any] = {"id": self.id, "created": _moment(self.created_s)}
        if self.visible_s is not None and self.visible_s != self.created_s:
            item["visible"] = _moment(self.visible_s)
        if self.changes:
            item["updates"] = [
                {"at": _moment(one.at_s), "fields": dict(one.fields)} for one in self.changes
            ]
        if self.removed_s is not None:
            item["removed"] = _moment(self.removed_s)
        if not self.in_scope:
            item["in_scope"] = False
        elif self.crosses == INTO:
            # At first it is not; this is how an earlier find is read again.
            item["in_scope"] = True
        if self.stream:
            item["stream"] = self.stream
        if self.fields:
            item["fields"] = dict(self.fields)
        return item


@dataclass(frozen=True)
class World:
    """One variant of a scenario. A field that is None or empty has the value of the ground, which all worlds
    of a search share.

    ``shape`` names the shape that it was made of, ``drawn`` the dimensions that were applied, in order. The
    run ends when ``quiet`` fetches in a row have found nothing new. ``faults`` are items of a scenario's
    section ``faults``. ``params`` are changed parameters. ``first_id`` is the number of the oldest event's
    id. ``digits`` and ``ids`` are another form in which the product shows its times and ids; ``place`` is
    where it uses another time than that of the creation.
    """

    index: int
    shape: str = ""
    drawn: tuple[str, ...] = ()
    events: tuple[WorldEvent, ...] = ()
    faults: tuple[Mapping[str, Json], ...] = field(default=(), hash=False)
    params: Mapping[str, Json] = field(default_factory=dict, hash=False)
    start: str = ""
    interval_s: float | None = None
    latency_s: float | None = None
    tz: str = ""
    quiet: int = QUIET
    first_id: int | None = None
    digits: int | None = None
    ids: str = ""
    place: str = ""

    def sections(self) -> dict[str, Json]:
        """Return what this world adds to the scenario of the ground, by the keys of a scenario file.
        ``digits``, ``ids`` and ``place`` are not among it: they change the section ``api``.
        """
        found: dict[str, Json] = {"events": [event.section() for event in self.events]}
        if self.params:
            found["params"] = dict(self.params)
        if self.start:
            found["start"] = self.start
        if self.interval_s is not None:
            found["interval"] = format_duration(self.interval_s)
        if self.latency_s is not None:
            found["latency"] = format_duration(self.latency_s)
        if self.tz:
            found["tz"] = self.tz
        if self.quiet != QUIET:
            found["drain"] = {"quiet": self.quiet, "cycles": self.drain.cycles}
        if self.faults:
            found["faults"] = [dict(one) for one in self.faults]
        return found

    @property
    def drain(self) -> Drain:
        """How the run continues after the last event. If many quiet fetches are needed at its end, it may
        last longer, because there may be as many between two events.
        """
        return Drain(cycles=max(_DRAIN, _TIMES_QUIET * self.quiet), quiet=self.quiet)

    def with_events(self, *more: WorldEvent) -> World:
        """Return this world with these events added."""
        return replace(self, events=(*self.events, *more))

    @property
    def size(self) -> tuple[int, ...]:
        """A measure of the world's size: the number of events, of faults, of settings, and of changes to
        events.
        """
        own = ("params", "start", "interval_s", "latency_s", "tz", "ids", "place")
        settings = sum(bool(getattr(self, name)) for name in own) + (self.digits is not None)
        touched = sum(
            len(one.changes) + (one.visible_s is not None) + (one.removed_s is not None)
            for one in self.events
        )
        return len(self.events), len(self.faults), settings + len(self.params), touched


def shown(start: datetime, at_s: float) -> str:
    """Return how the fields of an event show a time ``at_s`` seconds after ``start``, the start of the
    world.
    """
    return (start + timedelta(seconds=at_s)).isoformat().replace("+00:00", "Z")


def _moment(at_s: float) -> str:
    return str(Moment(at_s))
