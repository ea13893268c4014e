"""Make the world of a find smaller, as long as the integration still breaks in it in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..world import World, WorldEvent

# Runs all of the worlds, and returns for each whether it shows the trouble.
Shows = Callable[[Sequence[World]], Sequence[bool]]


# How many events the worlds that are run have together: a world of a thousand costs no more than one of ten.
_MOST_EVENTS = 6_000


def shrunk(world: World, shows: Shows) -> World:
    """Return a smaller world that still shows the trouble; ``world`` itself if none was found.

    Smaller means first what the world does beyond the promises, then faults and settings, then events.
    """
    left = _MOST_EVENTS
    tried: set[World] = set()
    for steps in (_calmer, _fewer_events, _calmer, _fewer_events):
        going = True
        while going and left > 0:
            going = False
            for group in steps(world):
                # What did not show the trouble before does not show it now.
                group = [one for one in group if one not in tried]
                candidates = group[: max(left // max(len(world.events), 1), 1)]
                if not candidates:
                    continue
                left -= sum(len(one.events) for one in candidates)
                still = shows(candidates)
                tried.update(one for one, shown in zip(candidates, still, strict=True) if not shown)
                smaller = [one for one, shown in zip(candidates, still, strict=True) if shown]
                if smaller:
                    world = min(smaller, key=lambda one: one.size)
                    going = True
                    break
                if left <= 0:
                    break
    return world


def _calmer(world: World) -> Iterator[list[World]]:
    """Yield the world without one kind of disturbance, or without one disturbance; all in one group."""
    found = list(_without_one(world))
    if found:
        yield found


def _without_one(world: World) -> Iterator[World]:
    for number in range(len(world.faults)):
        yield replace(world, faults=(*world.faults[:number], *world.faults[number + 1 :]))
    if world.faults:
        yield replace(world, faults=())
    for name in world.params:
        yield replace(world, params={k: v for k, v in world.params.items() if k != name})
    for name, value in (("start", ""), ("tz", ""), ("interval_s", None), ("latency_s", None)):
        if getattr(world, name) != value:
            yield replace(world, **{name: value})  # type: ignore[arg-type]
    events = world.events
    if any(one.visible_s is not None for one in events):
        yield replace(world, events=tuple(replace(one, visible_s=None) for one in events))
    if any(one.changes for one in events):
        yield replace(world, events=tuple(replace(one, changes=()) for one in events))
    if any(one.odd for one in events):
        yield replace(world, events=tuple(map(_usual, events)))
    if any(one.removed_s is not None for one in events):
        yield replace(world, events=tuple(replace(one, removed_s=None) for one in events))


def _usual(event: WorldEvent) -> WorldEvent:
    fields = event.fields if event.usual is None else event.usual
    return replace(event, fields=fields, odd="", usual=None)


def _fewer_events(world: World) -> Iterator[list[World]]:
    """Yield the world without a part of its events, in groups: halves first, single events last."""
    count = len(world.events)
    size = count // 2
    while size:
        parts = ((*world.events[:at], *world.events[at + size :]) for at in range(0, count, size))
        yield [replace(world, events=left) for left in parts if left]
        size //= 2
