"""Dimensions that add events to a world: when the product's events happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import floor

from ..ground import Ground
from ..world import Change, World, WorldEvent
from .dimension import Dimension
from .draws import Draws

# A timeline spans about so many intervals, besides the calm ones at its end.
SPAN = 6
# The request of a fetch is answered half a latency after the tick.
_JUST_AFTER = 0.6
_MOST_AT_ONCE = 60
# A world with more than a thousand events has so many in a fetch, and at most so many fetches with some.
_MANY, _MOST_FULL = 100, 140
# It has only so many events where assets are fetched beside events.
_MOST_BESIDE_ASSETS = 120
_SMALL_LIMIT = 10
# A request that takes so long lets events happen before the next one.
_PAGING_S = 5.0


def born(ground: Ground, at_s: float, stream: str = "") -> WorldEvent:
    """Return an event that happens ``at_s`` seconds after the start. The product stores its time as exactly
    as it can, and shows it at once.
    """
    step_ms = round(ground.precision_s * 1000)
    at_ms = round(at_s * 1000)
    created_ms = floor(at_ms / step_ms) * step_ms if step_ms else at_ms
    visible_s = None if created_ms == at_ms else at_ms / 1000
    return WorldEvent(created_ms / 1000, visible_s, stream=stream)


def interval_s(ground: Ground, world: World) -> float:
    """Return the time between two fetches of the world."""
    return ground.interval_s if world.interval_s is None else world.interval_s


def limit_of(ground: Ground, world: World) -> int:
    """Return how many events one fetch of the world gets at most."""
    value = str(world.params.get(ground.limit_name, "")) if ground.limit_name else ""
    limit = int(value) if value.isdigit() else ground.limit
    return min(limit, ground.page or limit)


def _added(ground: Ground, draws: Draws, world: World, times_s: Iterable[float]) -> World:
    stream = draws.pick(ground.streams)
    return world.with_events(*(born(ground, at_s, stream) for at_s in times_s))


def _spread(ground: Ground, draws: Draws, world: World) -> World:
    """Add events at any time, also before the first fetch."""
    every_s = interval_s(ground, world)
    count = draws.whole(2, 6)
    return _added(ground, draws, world, [draws.real(-0.8, SPAN) * every_s for _ in range(count)])


def _ties(ground: Ground, draws: Draws, world: World) -> World:
    """Add groups of events with the same time, about as many as the limit of a fetch."""
    every_s, limit = interval_s(ground, world), limit_of(ground, world)
    for _ in range(draws.whole(1, 2)):
        at_s = draws.whole(0, SPAN - 2) * every_s + floor(draws.real(0.1, 0.9) * every_s)
        lead = draws.whole(0, 2)
        size = min(draws.pick((2, 3, limit, limit + 1, limit + 2)), _MOST_AT_ONCE)
        times_s = [at_s - 1.0 - n for n in range(lead)] + [at_s] * size
        world = _added(ground, draws, world, times_s)
    return world


def _either_side(ground: Ground, draws: Draws, world: World) -> World:
    """Events of one second, some before a fetch asks and some after it: two of them, or more than a small
    limit.
    """
    every_s, limit = interval_s(ground, world), limit_of(ground, world)
    for _ in range(draws.whole(1, 2)):
        tick_s = draws.whole(0, SPAN - 2) * every_s
        size = draws.pick((2, limit + 1)) if limit <= _SMALL_LIMIT else 2
        after = draws.whole(1, min(size - 1, 2))
        times_s = [tick_s] * (size - after) + [tick_s + _JUST_AFTER] * after
        world = _added(ground, draws, world, times_s)
    return world


def _on_tick(ground: Ground, draws: Draws, world: World) -> World:
    """Add events at the very time at which a fetch begins."""
    every_s = interval_s(ground, world)
    ticks = [draws.whole(0, SPAN - 1) for _ in range(draws.whole(1, 2))]
    return _added(ground, draws, world, [tick * every_s for tick in ticks])


def _burst(ground: Ground, draws: Draws, world: World) -> World:
    """Add more events between two fetches than one fetch gets."""
    every_s, limit = interval_s(ground, world), limit_of(ground, world)
    for _ in range(draws.whole(1, 2)):
        begin = draws.whole(0, SPAN - 2)
        size = min(limit + draws.whole(1, limit + 2), _MOST_AT_ONCE)
        within_s = [begin * every_s + draws.real(0.05, 0.95) * every_s for _ in range(size)]
        world = _added(ground, draws, world, within_s)
    return world


def _quiet(ground: Ground, draws: Draws, world: World) -> World:
    """Add an event, then some fetches without new events, then another event."""
    every_s = interval_s(ground, world)
    first_s = draws.real(-0.9, 0.9) * every_s
    later_s = first_s + draws.whole(3, SPAN) * every_s
    return _added(ground, draws, world, [first_s, later_s])


def _empty_first(ground: Ground, draws: Draws, world: World) -> World:
    """Add events only after some fetches have found nothing."""
    every_s = interval_s(ground, world)
    shift_s = (draws.whole(2, 4) + 0.5) * every_s
    count = draws.whole(2, 4)
    return _added(
        ground, draws, world, [shift_s + draws.real(0, 2) * every_s for _ in range(count)]
    )


def _before(ground: Ground, draws: Draws, world: World) -> World:
    """Add events shortly before the first fetch, inside its time window."""
    count = draws.whole(1, limit_of(ground, world) + 1 if limit_of(ground, world) < 9 else 4)
    return _added(ground, draws, world, [-draws.real(5, 900) for _ in range(count)])


def _old(ground: Ground, draws: Draws, world: World) -> World:
    """Add many events long before the first fetch, which no request asks for."""
    day_s = 86400.0
    count = draws.pick((20, 120, 300))
    return _added(ground, draws, world, [-draws.real(40, 400) * day_s for _ in range(count)])


def _steady(ground: Ground, draws: Draws, world: World) -> World:
    """Add more than a thousand events without a pause, over a long time. A fetch may bring many of them:
    with a small limit the world would be too long. So it would be where assets are fetched beside events:
    each snapshot sends them all again, a page at a time. There it adds fewer.
    """
    if ground.limit_name and limit_of(ground, world) <= _MANY:
        world = replace(world, params={**world.params, ground.limit_name: _MANY + 1})
    every_s, limit = interval_s(ground, world), limit_of(ground, world)
    a_cycle = max(min(limit - 1, _MANY), 1)
    beside_assets = ground.assets_interval_s and not ground.assets_only
    count = min(_MOST_BESIDE_ASSETS if beside_assets else 1_200, a_cycle * _MOST_FULL)
    gap_s = every_s / a_cycle
    return _added(ground, draws, world, [number * gap_s for number in range(count)])


def _edge(ground: Ground, draws: Draws, world: World) -> World:
    """Add events around the time from which the first fetch asks."""
    if not ground.first_fetch_s:
        return _before(ground, draws, world)
    edge_s = -ground.first_fetch_s
    return _added(ground, draws, world, [edge_s - 1.0, edge_s, edge_s + 1.0, edge_s + 61.0])


def _lull(ground: Ground, draws: Draws, world: World) -> World:
    """Add as many events as the limit before one fetch, then none for some fetches, then as many again."""
    every_s, limit = interval_s(ground, world), min(limit_of(ground, world), _MOST_AT_ONCE // 2)
    again = draws.whole(2, SPAN)
    times_s = [
        cycle * every_s + round(draws.real(0.05, 0.95) * every_s)
        for cycle in (0, again)
        for _ in range(limit)
    ]
    return _added(ground, draws, world, times_s)


def _alike(ground: Ground, draws: Draws, world: World) -> World:
    """Add more events with the same fields in a row than a page holds, and after them one with other
    fields.
    """
    every_s, limit = interval_s(ground, world), limit_of(ground, world)
    size = min(limit + draws.whole(1, limit), _MOST_AT_ONCE)
    begin_s, kin = draws.whole(0, SPAN - 2) * every_s, draws.whole(1, 1_000_000)
    gap_s = max(every_s * 0.8 / size, ground.precision_s)
    stream = draws.pick(ground.streams)
    row = [born(ground, begin_s + n * gap_s, stream) for n in range(1, size + 2)]
    return world.with_events(*(replace(one, kin=kin) for one in row[:-1]), row[-1])


def _mixed(ground: Ground, draws: Draws, world: World) -> World:
    """Add, before one fetch, more events of one list of the product than a fetch gets, and an older and a
    newer event of each other list.
    """
    every_s, limit = interval_s(ground, world), min(limit_of(ground, world), _MOST_AT_ONCE - 1)
    begin_s = draws.whole(0, SPAN - 2) * every_s
    crowded = draws.pick(ground.streams)
    for stream in ground.streams:
        shares = [0.1, 0.95]
        if stream == crowded:
            shares = [draws.real(0.2, 0.8) for _ in range(limit + 1)]
        times_s = (begin_s + round(share * every_s) for share in shares)
        world = world.with_events(*(born(ground, at_s, stream) for at_s in times_s))
    return world


def _while_paging(ground: Ground, draws: Draws, world: World) -> World:
    """Add events that happen while a fetch still reads its pages: its requests take seconds."""
    every_s, page = interval_s(ground, world), min(limit_of(ground, world), _MOST_AT_ONCE - 1)
    tick_s = draws.whole(1, SPAN - 2) * every_s
    before_s = [tick_s - 1.0 - n for n in range(page + draws.whole(1, page))]
    # The answer to the n-th request is made after half of the latency, and arrives after all of it.
    between_s = [tick_s + _PAGING_S * (n + draws.real(0.6, 0.9)) for n in range(2)]
    return replace(_added(ground, draws, world, [*before_s, *between_s]), latency_s=_PAGING_S)


def _last_item(ground: Ground, draws: Draws, world: World) -> World:
    """Add more events than a page holds. The one with which a page ends is removed or changed before the next
    page is asked for, or it has the same time as the events behind it.
    """
    every_s, page = interval_s(ground, world), min(limit_of(ground, world), _MOST_AT_ONCE - 1)
    tick_s = draws.whole(1, SPAN - 2) * every_s
    count = page + draws.whole(1, page)
    events = [born(ground, tick_s - 1.0 - n, draws.pick(ground.streams)) for n in range(count)]
    # The oldest events come first, or the newest.
    last = draws.pick((count - page, page - 1))
    how, between_s = draws.whole(0, 2), tick_s + _PAGING_S * draws.real(0.6, 0.9)
    if how == 0:
        events[last] = replace(events[last], removed_s=between_s)
    elif how == 1:
        events[last] = replace(events[last], changes=(Change(between_s),))
    else:
        at_s = events[last].created_s
        near = range(max(last - 1, 0), min(last + 2, count))
        events = [
            replace(one, created_s=at_s, visible_s=events[last].visible_s) if n in near else one
            for n, one in enumerate(events)
        ]
    return replace(world.with_events(*events), latency_s=_PAGING_S)


def _ids(ground: Ground, draws: Draws, world: World) -> World:
    """Add events whose ids get longer: from 9 to 10, or from 99 to 100."""
    every_s = interval_s(ground, world)
    count = draws.whole(4, 6)
    world = _added(ground, draws, world, [draws.real(0, SPAN) * every_s for _ in range(count)])
    return replace(world, first_id=10 ** draws.whole(1, 3) - draws.whole(1, 3))


SPREAD = Dimension("spread", "events at any time", _spread, 3)
TIES = Dimension("ties", "events of one time, about as many as a fetch's limit", _ties, 2)
EITHER_SIDE = Dimension(
    "either-side", "events of one second, before and after a fetch", _either_side, 2
)
ON_TICK = Dimension("on-tick", "events at the very time of a fetch", _on_tick, 1)
BURST = Dimension("burst", "more events at once than a fetch brings", _burst, 2)
QUIET = Dimension("quiet", "fetches that find nothing new between two events", _quiet, 1)
EMPTY_FIRST = Dimension("empty-first", "first fetches that find nothing", _empty_first, 0.5)
BEFORE = Dimension("before", "events from before the first fetch", _before, 1)
OLD = Dimension("old", "many events from long before the first fetch", _old, 0.1)
STEADY = Dimension("steady", "more than a thousand events without a pause", _steady, 0)
EDGE = Dimension("edge", "events around the begin of the first fetch's window", _edge, 0.3)
LULL = Dimension("lull", "full fetches with empty ones between them", _lull, 0.5)
ALIKE = Dimension("alike", "more events of one kind in a row than a page holds", _alike, 0.5)
MIXED = Dimension("mixed", "events of each list of the product in one fetch", _mixed, 0.3)
WHILE_PAGING = Dimension(
    "while-paging", "events that happen while a fetch turns the pages", _while_paging, 0.3
)
LAST_ITEM = Dimension(
    "last-item",
    "a page whose last event goes, changes or has the time of the next",
    _last_item,
    0.3,
)
IDS = Dimension("ids", "ids that get longer", _ids, 0.3)
EVENT_DIMENSIONS = (
    *(SPREAD, TIES, EITHER_SIDE, ON_TICK, BURST, QUIET, EMPTY_FIRST, BEFORE, EDGE, OLD, STEADY),
    *(LULL, ALIKE, MIXED, WHILE_PAGING, LAST_ITEM, IDS),
)
