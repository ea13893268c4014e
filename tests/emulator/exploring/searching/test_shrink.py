"""A world is made smaller as long as it shows the trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xfetch.emulator.exploring.searching.shrink import shrunk
from xfetch.emulator.exploring.world import Change, World, WorldEvent

EVENTS = tuple(
    WorldEvent(float(n), visible_s=n + 5.0, changes=(Change(n + 9.0),), id=str(n))
    for n in range(20)
)
WORLD = World(
    0,
    events=EVENTS,
    faults=({"cycle": 1, "status": 500}, {"cycle": 2, "raise": "incidents"}),
    params={"max_fetch": "2"},
    latency_s=5.0,
)


def needing(*ids: str) -> tuple[World, int]:
    """Shrink the world for a trouble that needs these events and a fault; count the events that were run."""
    ran = 0

    def shows(worlds: Sequence[World]) -> Sequence[bool]:
        nonlocal ran
        ran += sum(len(one.events) for one in worlds)
        return [
            set(ids) <= {event.id for event in one.events}
            and any("raise" in fault for fault in one.faults)
            for one in worlds
        ]

    return shrunk(WORLD, shows), ran


def test_only_what_the_trouble_needs_is_left() -> None:
    small, _ = needing("3", "17")
    assert small == replace(
        World(0),
        events=tuple(replace(EVENTS[n], visible_s=None, changes=()) for n in (3, 17)),
        faults=(WORLD.faults[1],),
    )


def test_no_world_is_run_twice() -> None:
    ran: list[World] = []

    def shows(worlds: Sequence[World]) -> Sequence[bool]:
        ran.extend(worlds)
        return [{"3", "17"} <= {event.id for event in one.events} for one in worlds]

    shrunk(WORLD, shows)
    assert len(ran) == len(set(ran)) > 20


def test_a_world_of_many_events_costs_no_more_than_one_of_few() -> None:
    ran = 0

    def never(worlds: Sequence[World]) -> Sequence[bool]:
        nonlocal ran
        ran += sum(len(one.events) for one in worlds)
        return [False for _ in worlds]

    many = replace(WORLD, events=EVENTS * 60)
    assert shrunk(many, never) == many
    assert ran < 10_000
