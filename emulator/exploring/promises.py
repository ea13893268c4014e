"""What a product promises, and what in a world goes beyond it.

The usual promises: ids are unique and pages stable; the product shows an event at once, never changes or
removes one, and answers each request, none so slowly that no fetch could read all events in its five
minutes; the server calls the fetch at each interval and keeps what it saved. A mistake in a world within
these promises is an error. A mistake only in a world that goes beyond them is reported separately. It is an
error only if the scenario's section ``promises`` says that the product behaves so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..record.entries import CheckedJson
from .world import World

# What a world may do beyond the usual promises, by the names that reports use.
LATE, UPDATES, REMOVAL, FRACTIONS = "late", "updates", "removal", "fractions"
FAULTS, CLOCK, ZONE, CROWD = "faults", "clock", "zone", "crowd"
VALUES, STATE, PAUSE, CHOICE = "values", "state", "pause", "choice"
FORM, SLOW = "form", "slow"
# What only the run in a fresh process shows: no field of a world does.
DATE = "date"
# An answer that takes longer is a slow one.
_SLOW_S = 10.0
# A fetch may last five minutes, and reads at least so many events with a request.
_FETCH_S, _EVENTS_A_REQUEST = 300.0, 10
# Items of the section ``faults`` in which no request and no call fails. With the first two the world stays
# within the promises: the user changes the limit of a fetch, the server restarts.
_NO_FAULT = ("params", "server", "clock", "last_run", "disabled")


@dataclass(frozen=True)
class Promises:
    """What the scenario's section ``promises`` says of the product.

    ``visible_within_s`` is how late it may show an event. ``updates``, ``removal`` and ``faults`` are True
    where events may change or be removed, and where requests and calls may fail. ``crowd`` is False where
    the product never has more events at once than the limit of a fetch.
    """

    visible_within_s: float = 0.0
    updates: bool = False
    removal: bool = False
    faults: bool = False
    crowd: bool = True


def promises_of(section: CheckedJson) -> Promises:
    """Parse a scenario's section ``promises``, which the schema has accepted."""
    from ..settings.section import Section

    read = Section(section, ("promises",))
    return Promises(
        visible_within_s=read.span_s("visible_within", 0.0),
        updates=read.text("updates", "none") == "any",
        removal=read.text("removal", "none") == "any",
        faults=read.text("faults", "none") == "any",
        crowd=read.text("crowd", "any") == "any",
    )


def beyond(
    world: World, promises: Promises, precision_s: float, limit: int, limit_name: str
) -> tuple[str, ...]:
    """Return what the world does beyond the promises, as names such as ``LATE`` and ``UPDATES``.

    A change of the parameter ``limit_name``, which limits a fetch, is within the promises: the user may
    change it at any time. The result depends on the world's values alone, so it also holds for a world that
    was made smaller or edited.
    """
    return (
        *_beyond(world, promises, precision_s, limit),
        *_unusual(world, limit_name),
    )


def _beyond(world: World, promises: Promises, precision_s: float, limit: int) -> Iterator[str]:
    late_s = max((event.late_s for event in world.events), default=0.0)
    # A product that keeps whole seconds shows an event of 10:00:00.7 as one of 10:00:00.
    if late_s >= max(precision_s, promises.visible_within_s + 0.001):
        yield LATE
    if not promises.updates and any(event.changes for event in world.events):
        yield UPDATES
    if not promises.removal and any(event.removed_s is not None for event in world.events):
        yield REMOVAL
    if any(not _is_kept(event.created_s, precision_s) for event in world.events):
        yield FRACTIONS
    kinds = {key for fault in world.faults for key in fault}
    if not promises.faults and kinds - {"cycle", "request", "headers", *_NO_FAULT}:
        yield FAULTS
    if "clock" in kinds:
        yield CLOCK
    if world.tz:
        yield ZONE
    if not promises.crowd and len(world.events) > limit:
        yield CROWD
    latency_s = world.latency_s or 0.0
    if latency_s > _SLOW_S or latency_s * len(world.events) / _EVENTS_A_REQUEST > _FETCH_S:
        yield SLOW


def _unusual(world: World, limit_name: str) -> Iterator[str]:
    kinds = {key for fault in world.faults for key in fault}
    if any(event.odd for event in world.events):
        yield VALUES
    if world.digits is not None or world.ids or world.place:
        yield FORM
    if "last_run" in kinds:
        yield STATE
    if "disabled" in kinds:
        yield PAUSE
    changed = (fault.get("params") for fault in world.faults)
    if any(set(one) - {limit_name} for one in changed if isinstance(one, Mapping)):
        yield CHOICE


def _is_kept(created_s: float, precision_s: float) -> bool:
    """Whether a product that stores times with this precision can store this time."""
    step_ms = max(round(precision_s * 1000), 1)
    return round(created_s * 1000) % step_ms == 0
