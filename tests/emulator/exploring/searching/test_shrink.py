"""A world is made smaller as long as it shows the trouble."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone

from xfetch.emulator.exploring.searching.shrink import shrunk
from xfetch.emulator.exploring.searching.simpler import Scale
from xfetch.emulator.exploring.world import Change, World, WorldEvent

SCALE = Scale(datetime(2024, 1, 1, tzinfo=timezone.utc), 60.0, 50, "max_fetch")
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


def smallest(
    world: World, is_shown: Callable[[World], bool], ran: list[World] | None = None
) -> World:
    """Shrink a world for a trouble that it shows; note the worlds that ran."""

    def shows(worlds: Sequence[World]) -> Sequence[bool]:
        if ran is not None:
            ran.extend(worlds)
        return [is_shown(one) for one in worlds]

    return shrunk(world, shows, SCALE)[-1]


def has(*ids: str) -> Callable[[World], bool]:
    return lambda world: set(ids) <= {event.id for event in world.events}


def times(*created_s: float) -> World:
    events = tuple(WorldEvent(at_s, id=str(n)) for n, at_s in enumerate(created_s))
    return World(0, events=events)


def created(world: World) -> list[float]:
    return [event.created_s for event in world.events]


def test_fewer_worlds_are_tried_where_each_sends_thousands_of_requests() -> None:
    """A fetch that turns pages until it is killed takes seconds of real time in each of them."""

    def tried(requests: int) -> int:
        ran: list[World] = []

        def shows(worlds: Sequence[World]) -> Sequence[bool]:
            ran.extend(worlds)
            return [has("3", "17")(one) for one in worlds]

        shrunk(WORLD, shows, SCALE, requests)
        return len(ran)

    assert tried(400) == tried(0)
    assert tried(12_000) < 12 < tried(0)


def test_only_what_the_trouble_needs_is_left() -> None:
    def is_shown(world: World) -> bool:
        return has("3", "17")(world) and any("raise" in fault for fault in world.faults)

    small = smallest(WORLD, is_shown)
    assert [event.id for event in small.events] == ["3", "17"]
    assert all(one.visible_s is None and not one.changes for one in small.events)
    assert small.faults == ({"cycle": 1, "raise": "incidents"},)
    assert (small.params, small.latency_s) == ({}, None)


def test_no_world_is_run_twice() -> None:
    ran: list[World] = []
    smallest(WORLD, has("3", "17"), ran)
    assert len(ran) == len(set(ran)) > 20


def test_a_world_of_many_events_costs_no_more_than_one_of_few() -> None:
    ran: list[World] = []
    many = replace(WORLD, events=EVENTS * 60)
    assert smallest(many, lambda world: False, ran) == many
    assert sum(len(one.events) for one in ran) < 10_000


def test_two_events_that_are_needed_together_stay_together() -> None:
    assert len(smallest(WORLD, lambda world: len(world.events) % 2 == 0).events) == 2


def test_empty_intervals_are_left_out() -> None:
    small = smallest(times(200.0, 710.0), lambda world: len(world.events) == 2)
    assert created(small)[0] < 60
    assert created(small)[1] < 60
    assert created(small) == sorted(created(small))


def test_an_interval_that_the_trouble_needs_stays() -> None:
    def apart(world: World) -> bool:
        first, last = created(world)[0], created(world)[-1]
        return last - first >= 120

    small = smallest(times(*range(0, 3000, 31)), apart)
    assert len(small.events) == 2
    assert created(small)[1] < 200


def test_a_mistake_that_needs_hours_takes_few_steps() -> None:
    def hours_later(world: World) -> bool:
        return len(world.events) == 2 and created(world)[1] > 7 * 3600

    ran: list[World] = []
    small = smallest(times(30.0, 12 * 3600.0), hours_later, ran)
    assert created(small)[1] < 7 * 3600 + 120
    assert len(ran) < 60


def test_the_usual_interval_makes_no_run_long() -> None:
    def hours_later(world: World) -> bool:
        return created(world)[-1] > 4 * 3600

    hourly = replace(times(1800.0, 5 * 3600.0), interval_s=3600.0)
    assert smallest(hourly, hours_later).interval_s == 3600.0
    ran: list[World] = []
    assert smallest(hourly, lambda world: len(world.events) == 2, ran).interval_s is None
    assert all(one.interval_s is not None or max(created(one)) < 600 for one in ran)


def test_a_fault_moves_with_the_events_around_it() -> None:
    world = replace(
        times(10.0, 640.0),
        faults=({"cycle": 11, "last_run": "cycle 10"},),
    )
    small = smallest(world, lambda one: len(one.events) == 2 and len(one.faults) == 1)
    (fault,) = small.faults
    assert fault["cycle"] <= 3
    assert fault["last_run"] == f"cycle {fault['cycle'] - 1}"


def test_a_late_event_is_as_little_late_as_the_trouble_needs() -> None:
    world = World(0, events=(WorldEvent(10.0, visible_s=3610.0),))
    small = smallest(world, lambda one: one.events[0].late_s > 60)
    assert 60 < small.events[0].late_s <= 180


def test_a_small_limit_takes_the_place_of_many_events() -> None:
    def above_the_limit(world: World) -> bool:
        return len(world.events) > int(str(world.params.get("max_fetch", 50)))

    small = smallest(times(*range(1, 60)), above_the_limit)
    assert (small.params, len(small.events)) == ({"max_fetch": "1"}, 2)


def test_times_become_round_and_keep_their_order() -> None:
    small = smallest(times(7.241, 7.241, 13.006, 71.5), lambda world: len(world.events) == 4)
    first, tie, second, third = created(small)
    assert first == tie < second < third
    assert all(at_s == int(at_s) for at_s in created(small))


def test_what_happens_at_a_fetch_still_does() -> None:
    small = smallest(times(300.0, 317.3), lambda world: len(world.events) == 2)
    assert created(small)[0] % 60 == 0
    assert created(small)[1] % 60 != 0


def test_a_field_that_shows_when_an_event_was_created_shows_the_new_time() -> None:
    event = WorldEvent(7.25, id="1", fields={"seen": ["at 2024-01-01T00:00:07.250000Z"]})
    small = smallest(World(0, events=(event,)), lambda world: True)
    at_s = int(small.events[0].created_s)
    assert small.events[0].fields == {"seen": [f"at 2024-01-01T00:00:{at_s:02}Z"]}
    assert at_s != 7
