"""Dimensions that change events: late visibility, updates, removal, unusual fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ground import Ground
from ..world import INTO, OUT_OF, Change, World, WorldEvent
from .dimension import Dimension
from .draws import Draws
from .events import SPAN, born, interval_s
from .odd_fields import ODDITIES

# In a world whose fetches follow one another closely, hours would take hundreds of them.
_MOST_LATE = 60
_LATE_S = (5.0, 20.0, 45.0, 90.0, 150.0, 600.0, 3600.0, 10_800.0)


def _some(
    draws: Draws, world: World, share: float, change: Callable[[WorldEvent], WorldEvent]
) -> World:
    """Change a share of the events, at least one of them."""
    chosen = {number for number in range(len(world.events)) if draws.chance(share)}
    if world.events and not chosen:
        chosen = {draws.whole(0, len(world.events) - 1)}
    events = tuple(
        change(event) if number in chosen else event for number, event in enumerate(world.events)
    )
    return replace(world, events=events)


def _late(ground: Ground, draws: Draws, world: World) -> World:
    """Make queries find some events only some time after their creation."""
    most_s = _MOST_LATE * interval_s(ground, world)
    late_s = draws.pick([one for one in _LATE_S if one <= most_s] or _LATE_S[:1])

    def later(event: WorldEvent) -> WorldEvent:
        return replace(event, visible_s=event.created_s + late_s)

    return _some(draws, world, 0.3, later)


def _crossed(ground: Ground, draws: Draws, world: World) -> World:
    """Make events visible in another order than they were created in."""

    def later(event: WorldEvent) -> WorldEvent:
        return replace(event, visible_s=event.created_s + draws.pick(_LATE_S[:5]))

    return _some(draws, world, 0.7, later)


def _updates(ground: Ground, draws: Draws, world: World) -> World:
    """Change some events in the product after a fetch could have created their incidents."""
    every_s = interval_s(ground, world)
    far = draws.pick((1, 1, 2, 4, 30))

    def changed(event: WorldEvent) -> WorldEvent:
        at_s = max(event.seen_s, 0.0) + round(draws.real(0.2, 1.0) * far * every_s)
        return replace(event, changes=(*event.changes, Change(at_s)))

    return _some(draws, world, 0.3, changed)


def _in_and_out(ground: Ground, draws: Draws, world: World) -> World:
    """Change some events so that a fetch no longer asks for them, after one could have created their
    incidents; or so that it asks for them only from then on.
    """
    if not ground.asks_for_some:
        return world
    every_s, crosses = interval_s(ground, world), draws.pick((INTO, OUT_OF))
    soonest, latest = (0.2, 3.0) if crosses == INTO else (1.5, 4.0)

    def crossed(event: WorldEvent) -> WorldEvent:
        at_s = max(event.seen_s, 0.0) + round(draws.real(soonest, latest) * every_s)
        return replace(event, changes=(Change(at_s),), crosses=crosses)

    return _some(draws, world, 0.3, crossed)


def _removed(ground: Ground, draws: Draws, world: World) -> World:
    """Remove some events from the product after a fetch could have created their incidents; also the newest
    event of a fetch, right after it, with another event before the next fetch.
    """
    every_s = interval_s(ground, world)

    def gone(event: WorldEvent) -> WorldEvent:
        at_s = max(event.seen_s, 0.0) + round(draws.real(1.5, 4) * every_s)
        return replace(event, removed_s=at_s)

    world = _some(draws, world, 0.2, gone)
    tick_s, stream = draws.whole(1, SPAN - 1) * every_s, draws.pick(ground.streams)
    newest, following = (
        born(ground, float(round(tick_s + share * every_s)), stream) for share in (-0.05, 0.5)
    )
    return world.with_events(
        replace(newest, removed_s=float(round(tick_s + 0.2 * every_s))), following
    )


def _passing(ground: Ground, draws: Draws, world: World) -> World:
    """Replace some events by events that are created and removed between two fetches."""
    every_s = interval_s(ground, world)

    def gone(event: WorldEvent) -> WorldEvent:
        begin_s = (event.created_s // every_s) * every_s + 0.2 * every_s
        created_s = float(round(begin_s))
        return WorldEvent(
            created_s, removed_s=created_s + round(0.3 * every_s), stream=event.stream
        )

    return _some(draws, world, 0.1, gone)


def _fractions(ground: Ground, draws: Draws, world: World) -> World:
    """Give times a fraction of a second, which the product keeps and shows."""

    def exact(event: WorldEvent) -> WorldEvent:
        if event.late_s >= ground.precision_s:
            return replace(event, created_s=event.created_s + draws.whole(1, 999) / 1000)
        return replace(event, created_s=event.seen_s, visible_s=None)

    return _some(draws, world, 0.7, exact)


def _stale(ground: Ground, draws: Draws, world: World) -> World:
    """Hide from one fetch the events that appeared shortly before it. Queries find them a quarter of an
    interval later. Changes and removals of older events are not held back.
    """
    every_s = interval_s(ground, world)
    tick_s = draws.whole(1, SPAN - 1) * every_s
    since_s = tick_s - round(draws.real(0.3, 1.0) * every_s)
    # An event in that while, in case the world has none.
    stream = draws.pick(ground.streams)
    world = world.with_events(born(ground, (since_s + tick_s) / 2, stream))

    def hidden(event: WorldEvent) -> WorldEvent:
        if not since_s <= event.seen_s <= tick_s:
            return event
        return replace(event, visible_s=tick_s + 0.25 * every_s)

    return replace(world, events=tuple(map(hidden, world.events)))


def _odd(ground: Ground, draws: Draws, world: World) -> World:
    """Give some events a field, or a value of a field, that no event had before."""
    odd = draws.turn(ODDITIES)
    return _some(draws, world, 0.3, lambda event: replace(event, odd=odd))


LATE = Dimension("late", "events that queries find only after a while", _late, 2)
CROSSED = Dimension("crossed", "events that appear in another order", _crossed, 1)
UPDATES = Dimension("updates", "events that change later", _updates, 2)
IN_AND_OUT = Dimension(
    "in-and-out", "events that change into what is asked for, or out of it", _in_and_out, 0.5
)
REMOVED = Dimension("removed", "events that are removed later", _removed, 0.5)
PASSING = Dimension("passing", "an event that is gone before a fetch", _passing, 0.3)
FRACTIONS = Dimension("fractions", "times with fractions of a second", _fractions, 0.5)
STALE = Dimension("stale", "a fetch that gets the answers of a while ago", _stale, 0.3)
ODD = Dimension("odd-values", "values and fields that no event had so far", _odd, 0.3)
CHANGE_DIMENSIONS = (LATE, CROSSED, UPDATES, IN_AND_OUT, REMOVED, PASSING, FRACTIONS, STALE, ODD)
