"""A world with a dimension differs as the dimension promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import ceil

import pytest

from tests.emulator.exploring.grounds import ground as plain_ground
from xfetch.emulator.exploring.dimensions.draws import Draws
from xfetch.emulator.exploring.dimensions.odd_fields import ODDITIES, oddity_of
from xfetch.emulator.exploring.forms import FILTER, ORDER, SHOWN
from xfetch.emulator.exploring.generated import numbered
from xfetch.emulator.exploring.ground import INCIDENTS, INDICATORS, INTAKE, Ground
from xfetch.emulator.exploring.product_facts import Kind
from xfetch.emulator.exploring.shapes import BLOCK, DIMENSIONS
from xfetch.emulator.exploring.world import INTO, OUT_OF, World, WorldEvent

PLACES = {"filter-field": FILTER, "sort-field": ORDER, "cursor-field": SHOWN}
LEVELS = {"title": "{title}", "level": {"choice": ["low", "high"]}}


def ground() -> Ground:
    return replace(
        plain_ground(),
        limit=4,
        kinds=(Kind(LEVELS), Kind({"title": "{title}"}, "audits")),
        streams=("", "audits"),
        choices=(("level", ("all", "high")), ("closed", (True, False))),
        windows=(("first_fetch", ("1 minute", "1 hour")), ("look_back", ("now-5m",))),
        places=tuple(PLACES.values()),
    )


def made(name: str, index: int, on: World | None = None) -> World:
    """A world with this dimension alone."""
    (dimension,) = (one for one in DIMENSIONS if one.name == name)
    draws = Draws(3, index)
    world = on or World(index)
    return numbered(ground(), draws, dimension.apply(ground(), draws, world))


def of(name: str) -> list[World]:
    return [made(name, index) for index in range(2 * BLOCK)]


def values(name: str, key: str) -> set[object]:
    return {fault.get(key) for world in of(name) for fault in world.faults}


def test_ids_get_longer() -> None:
    for world in of("ids"):
        first, last = world.events[0].id, world.events[-1].id
        assert (len(first) < len(last), world.first_id) == (True, None)


def test_alike_events_fill_a_page() -> None:
    for world in of("alike"):
        *row, _ = [event.fields for event in world.events]
        assert len(row) > 4
        assert all(fields == row[0] for fields in row)
    others = Counter(world.events[0].fields.get("level") for world in of("alike"))
    assert {"low", "high"} <= set(others)


def test_a_lull_lies_between_full_fetches() -> None:
    for world in of("lull"):
        cycles = Counter(event.created_s // 60 for event in world.events)
        assert sorted(cycles.values()) == [4, 4]
        assert max(cycles) - min(cycles) >= 2


def test_mixed_events_are_of_each_list_and_come_before_one_fetch() -> None:
    for world in of("mixed"):
        assert len({event.created_s // 60 for event in world.events}) == 1
        assert {event.stream for event in world.events} == {"", "audits"}
        crowd = max(Counter(event.stream for event in world.events).values())
        assert crowd == 5


def test_events_happen_while_pages_are_turned() -> None:
    for world in of("while-paging"):
        before_it_is_read, late = (event.seen_s for event in world.events[-2:])
        assert world.latency_s == 5.0
        assert 2.5 < before_it_is_read % 60 < 5 < late % 60 < 10
        assert sum(event.created_s < late - 13 for event in world.events) >= 0
        assert len(world.events) > 4 + 2


def test_the_last_event_of_a_page_goes_changes_or_has_the_time_of_the_next() -> None:
    ways = set()
    for world in of("last-item"):
        page, seen = 4, world.events
        assert (world.latency_s, len(seen) > page) == (5.0, True)
        removed = [number for number, one in enumerate(seen) if one.removed_s is not None]
        changed = [number for number, one in enumerate(seen) if one.changes]
        times = Counter(one.created_s for one in seen)
        tied = [one.created_s for one in seen if times[one.created_s] > 1]
        ways.add((len(removed), len(changed), bool(tied)))
        last = [*removed, *changed] or [
            number for number, one in enumerate(seen) if one.created_s == tied[0]
        ]
        assert {page - 1, len(seen) - page} & set(last)
        for one in seen:
            for at_s in (one.removed_s, *(change.at_s for change in one.changes)):
                # Between the answers to the first request of a fetch and to the second one.
                assert at_s is None or 2.5 < at_s % 60 < 5
    assert ways == {(1, 0, False), (0, 1, False), (0, 0, True)}


def test_the_newest_event_of_a_fetch_goes_before_another_comes() -> None:
    for world in of("removed"):
        (gone,) = (one for one in world.events if one.removed_s is not None)
        tick_s = ceil(gone.created_s / 60) * 60
        (following,) = (one for one in world.events if one is not gone)
        assert gone.created_s < tick_s < (gone.removed_s or 0.0) < following.created_s < tick_s + 60


def test_events_change_into_what_is_asked_for_and_out_of_it() -> None:
    low, high = Kind({"level": "low"}, "", in_scope=False), Kind({"level": "high"})
    base = replace(ground(), kinds=(low, high), streams=("",))
    (dimension,) = (one for one in DIMENSIONS if one.name == "in-and-out")
    found = set()
    for index in range(BLOCK):
        draws = Draws(3, index)
        world = World(index, events=tuple(WorldEvent(10.0 * n) for n in range(5)))
        world = numbered(base, draws, dimension.apply(base, draws, world))
        for one in world.events:
            for change in one.changes:
                found.add((one.crosses, one.fields["level"], change.fields["level"], one.in_scope))
                late = change.at_s - one.seen_s
                assert late >= 12 if one.crosses == INTO else late >= 90
    assert found == {(INTO, "low", "high", True), (OUT_OF, "high", "low", True)}
    # Without another kind nothing can cross.
    world = World(0, events=(WorldEvent(1.0),))
    assert dimension.apply(replace(base, kinds=(high,)), Draws(3, 0), world) == world


def test_a_stale_fetch_lacks_what_has_happened_since() -> None:
    for world in of("stale"):
        hidden = [event for event in world.events if event.visible_s is not None]
        assert hidden
        for event in hidden:
            assert event.created_s // 60 + 1 == event.seen_s // 60
            assert event.seen_s % 60 == 15


def test_odd_values_are_told_from_usual_ones() -> None:
    event = WorldEvent(9.0)
    found = set()
    for index in range(BLOCK):
        world = made("odd-values", index, World(index, events=(event, event, event)))
        for one in world.events:
            assert oddity_of(one.fields, [LEVELS]) == one.odd
            assert (one.usual is None) == (not one.odd)
            found.add(one.odd)
    assert found == {"", *ODDITIES}


def test_a_rollback_puts_back_what_every_earlier_fetch_left() -> None:
    found = values("rollback", "last_run")
    assert {f"cycle {number}" for number in range(1, 6)} <= found
    for world in of("rollback"):
        (fault,) = world.faults
        assert int(str(fault["last_run"]).split()[1]) < int(str(fault["cycle"])) - 1


def test_events_happen_while_the_instance_is_disabled() -> None:
    for world in of("disabled"):
        (fault,) = world.faults
        begin_s = (int(str(fault["cycle"])) - 1) * 60
        spans_s = {"1d": 86_400, "3d": 3 * 86_400, "1h": 3_600}
        end_s = begin_s + spans_s[str(fault["disabled"])]
        assert all(begin_s <= event.seen_s <= end_s for event in world.events)


def test_the_clocks_of_the_zone_change() -> None:
    assert {(world.tz, world.start[5:7]) for world in of("dst")} == {
        ("America/New_York", "03"),
        ("America/New_York", "11"),
    }


def test_a_window_is_set_and_events_lie_around_its_begin() -> None:
    begins_s = {"1 minute": -60, "1 hour": -3_600, "now-5m": -300}
    seen = set()
    for world in of("relative-window"):
        ((name, value),) = world.params.items()
        seen.add((name, value, world.interval_s))
        *around, last = sorted(event.created_s - begins_s[str(value)] for event in world.events)
        assert set(around) <= {-1, 1, 61}
        assert last > 61 or last + begins_s[str(value)] > 0
    assert {(name, value) for name, value, _ in seen} == {
        *(("first_fetch", "1 minute"), ("first_fetch", "1 hour"), ("look_back", "now-5m"))
    }
    assert {interval_s for *_, interval_s in seen} == {None, 120.0, 600.0, 86_400.0}


@pytest.mark.parametrize(("name", "place"), PLACES.items())
def test_events_come_in_another_order_by_the_other_time(name: str, place: str) -> None:
    for world in of(name):
        assert world.place == place
        created = [event.id for event in world.events]
        assert created != [one.id for one in sorted(world.events, key=lambda one: one.seen_s)]
        # Each is shown before the next fetch.
        assert all(one.created_s // 60 == one.seen_s // 60 for one in world.events)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("reset", "last_run", {"reset"}),
        ("request-fails", "status", {None, 500, 429, 503, 401, 502, 504, 403, 400}),
        ("request-fails", "connection", {None, "timeout", "reset", "refused"}),
        ("request-fails", "body", {None, "truncated", "empty", "invalid"}),
        ("request-fails", "token", {None, "expired"}),
        ("request-fails", "request", {1, 2, 3}),
        ("call-fails", "raise", {"incidents", "setLastRun", "getLastRun"}),
        (
            "killed",
            "kill",
            {
                *("before incidents", "after incidents"),
                *("before setLastRun", "after setLastRun"),
            },
        ),
    ],
)
def test_each_fault_comes_within_two_blocks(name: str, key: str, expected: set[object]) -> None:
    assert values(name, key) == expected


def test_calls_of_the_context_fail_where_the_code_uses_it() -> None:
    with_context = replace(ground(), keeps_context=True)
    (killed,) = (one for one in DIMENSIONS if one.name == "killed")
    kills = {
        killed.apply(with_context, Draws(1, index), World(index)).faults[0]["kill"]
        for index in range(BLOCK)
    }
    assert {"before setIntegrationContext", "after setIntegrationContext"} < kills


def test_what_a_collector_or_a_feed_sends_fails_too() -> None:
    (fails,) = (one for one in DIMENSIONS if one.name == "call-fails")
    (killed,) = (one for one in DIMENSIONS if one.name == "killed")
    for sends, told in ((INTAKE, ("on", INTAKE)), (INDICATORS, ("raise", INDICATORS))):
        base = replace(ground(), sends=sends)
        faults = [fails.apply(base, Draws(1, n), World(n)).faults[0] for n in range(BLOCK)]
        assert told in [item for fault in faults for item in fault.items()]
        assert INCIDENTS not in {fault.get("raise") for fault in faults}
        kills = {killed.apply(base, Draws(1, n), World(n)).faults[0]["kill"] for n in range(BLOCK)}
        assert (f"before {sends}" in kills) == (sends != INTAKE)


def test_most_faults_hit_a_fetch_that_has_something_to_bring() -> None:
    events = (WorldEvent(-5.0), WorldEvent(130.0))
    hit = [made("call-fails", n, World(n, events=events)).faults[0]["cycle"] for n in range(400)]
    assert 0.65 < sum(cycle in (1, 4) for cycle in hit) / 400 < 0.95
    assert set(hit) >= {1, 2, 3, 4, 5, 6}


def test_each_value_of_a_choice_is_set_and_changed_to() -> None:
    chosen = [("level", "all"), ("level", "high"), ("closed", True), ("closed", False)]
    set_at_once = [made("parameter", index).params for index in range(BLOCK)]
    changed = [made("changed-parameter", index).faults[0]["params"] for index in range(BLOCK)]
    for name, value in chosen:
        assert {name: value} in set_at_once
        assert {name: value} in changed


def test_turns_pass_through_the_values_from_block_to_block() -> None:
    places = [Draws(1, block * BLOCK + 9).turn("abcde") for block in range(5)]
    assert sorted(places) == list("abcde")
    assert all(one != other for one, other in pairwise(places))


def test_events_of_one_second_lie_on_either_side_of_a_fetch() -> None:
    sizes = set()
    for world in of("either-side"):
        seconds = Counter(event.created_s for event in world.events)
        for at_s, size in seconds.items():
            seen = [round(one.seen_s - at_s, 3) for one in world.events if one.created_s == at_s]
            assert (at_s % 60, set(seen)) == (0, {0, 0.6})
            sizes.add(size)
    # Two, or one more than the limit; both may hit the same second.
    assert {2, 5} <= sizes <= {2, 4, 5, 7, 10}
