"""Make the world of a find smaller, as long as the integration still breaks in it in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from .world import World

# Runs all of the worlds, and returns for each whether it shows the trouble.
Shows = Callable[[Sequence[World]], Sequence[bool]]


def shrunk(world: World, shows: Shows, most_events: int = 8_000) -> World:
    """Return a smaller world that still shows the trouble; ``world`` itself if none was found.

    ``most_events`` bounds how many events the worlds that are run have together, so that a world of a
    thousand events costs no more than one of ten. Smaller means first what the world does beyond the
    promises, then faults and settings, then events.
    """
    left = most_events
    for steps in (_calmer, _fewer_events, _calmer, _fewer_events):
        going = True
        while going and left > 0:
            candidates: list[World] = []
            for candidate in steps(world):
                if left <= 0:
                    break
                left -= len(candidate.events)
                candidates.append(candidate)
            still = shows(candidates) if candidates else ()
            smaller = [one for one, shown in zip(candidates, still, strict=True) if shown]
            going = bool(smaller)
            if smaller:
                world = min(smaller, key=lambda one: one.size)
    return world


def _calmer(world: World) -> Iterator[World]:
    """Yield the world without one kind of disturbance, or without one disturbance."""
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
    if any(one.removed_s is not None for one in events):
        yield replace(world, events=tuple(replace(one, removed_s=None) for one in events))


def _fewer_events(world: World) -> Iterator[World]:
    """Yield the world without a part of its events: halves first, single ones last."""
    count = len(world.events)
    size = count // 2
    while size:
        for begin in range(0, count, size):
            left = (*world.events[:begin], *world.events[begin + size :])
            if left:
                yield replace(world, events=left)
        size //= 2
