"""Changes around a fetch after which it must still create the same events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from ...integration.environment import HASH_SEED
from ..dimensions.events import interval_s
from ..ground import Ground
from ..world import World, WorldEvent

# What another order of sets is called, and the variable that gives them this order.
SETS, SET_ORDER = "sets", f"{HASH_SEED}=1"
_ZONES = ("America/New_York", "Asia/Kolkata")
_SHORTEST_S = 1.0


@dataclass(frozen=True)
class Variation:
    """A world that must create the same events as the calm one. ``name`` names what differs; ``words`` say
    it, so that they can follow "with".
    """

    name: str
    words: str
    world: World


def variations_of(ground: Ground, calm: World) -> Iterator[Variation]:
    """Yield the variations of a calm world; their indexes are 1, 2, …"""
    for index, (name, words, world) in enumerate(_worlds(ground, calm), 1):
        yield Variation(name, words, replace(world, index=index, shape=name, drawn=(name,)))


def _worlds(ground: Ground, calm: World) -> Iterator[tuple[str, str, World]]:
    yield "again", "nothing but another process", calm
    every_s = interval_s(ground, calm)
    if every_s >= 2 * _SHORTEST_S:
        yield "split", "two cycles in the place of one", replace(calm, interval_s=every_s / 2)
    yield "interval", "twice the interval", replace(calm, interval_s=every_s * 2)
    for value in _limits(ground):
        params = {**calm.params, ground.limit_name: str(value)}
        yield "limit", f"{ground.limit_name} {value}", replace(calm, params=params)
    for zone in _ZONES:
        yield "zone", f"the container in {zone}", replace(calm, tz=zone)
    other = _ties_turned(calm.events)
    if other != calm.events:
        yield "tie", "events of one time in another order", replace(calm, events=other)


def _limits(ground: Ground) -> tuple[int, ...]:
    """Return other limits of a fetch: half of it and twice as much."""
    if not ground.limit_name:
        return ()
    half, twice = ground.limit // 2, ground.limit * 2
    return (half, twice) if half else (twice,)


def _ties_turned(events: tuple[WorldEvent, ...]) -> tuple[WorldEvent, ...]:
    """Return the events with those of one time in reverse order."""
    ordered = sorted(events, key=lambda event: event.created_s)
    groups = (list(group) for _, group in groupby(ordered, key=lambda event: event.created_s))
    return tuple(event for group in groups for event in reversed(group))
