"""World i is a pure function of the seed and i."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from math import ceil
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import SAMPLES, ground, request_of, sample
from xfetch.emulator.errors import UsageError
from xfetch.emulator.exploring.generated import shapes_of_a_block, world_of
from xfetch.emulator.exploring.ground import ground_of
from xfetch.emulator.exploring.promises import Promises, beyond
from xfetch.emulator.exploring.shapes import BLOCK, DIMENSIONS, SHAPES
from xfetch.emulator.exploring.world import World
from xfetch.emulator.settings.settings import Drain

MUTANTS = Path(__file__).parents[2] / "mutants"
DIGEST = """
import sys
from hashlib import blake2b
from tests.emulator.exploring.grounds import ground
from xfetch.emulator.exploring.generated import world_of
worlds = [world_of(ground(), 7, index).sections() for index in (3, 40, 70, 71)]
print(blake2b(repr(worlds).encode()).hexdigest())
"""


def test_a_world_depends_on_seed_and_index_only() -> None:
    backwards = {index: world_of(ground(), 7, index) for index in reversed(range(80))}
    for index in range(80):
        assert world_of(ground(), 7, index).sections() == backwards[index].sections()
    assert world_of(ground(), 8, 5).sections() != backwards[5].sections()


def test_a_world_is_the_same_in_every_process() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "HOME": "/"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] != ""


def test_a_block_holds_every_shape_as_often_as_its_share() -> None:
    shapes = shapes_of_a_block()
    assert len(shapes) == BLOCK
    assert shapes[: len(SHAPES)] == SHAPES
    assert Counter(shapes) == {shape: shape.share for shape in SHAPES}


def test_every_dimension_is_drawn_and_the_draws_are_few() -> None:
    worlds = [world_of(ground(), 1, index) for index in range(8 * BLOCK)]
    drawn = Counter(name for world in worlds for name in world.drawn)
    assert set(drawn) == {one.name for one in DIMENSIONS}
    assert max(len(world.drawn) for world in worlds) <= 15 + 3
    assert all(world.events for world in worlds)


def test_ids_are_unique_and_in_the_order_of_creation() -> None:
    for index in range(BLOCK):
        events = world_of(ground(), 2, index).events
        assert len({event.id for event in events}) == len(events)
        assert list(events) == sorted(events, key=lambda one: (one.created_s, one.seen_s))


@pytest.mark.parametrize("name", [one.name for one in DIMENSIONS])
def test_only_draws_nothing_else(name: str) -> None:
    for index in (2, 17, BLOCK + 1, BLOCK + 9):
        assert set(world_of(ground(), 1, index, [name]).drawn) <= {name, "spread"}


def test_faults_come_in_pairs_where_two_are_wanted() -> None:
    pairs = replace(ground(), most_faults=2)
    counts: Counter[tuple[int, int]] = Counter()
    for index in range(2 * BLOCK):
        one, two = (world_of(base, 1, index) for base in (ground(), pairs))
        assert two.faults[: len(one.faults)] == one.faults
        assert (len(two.faults) >= 2) == bool(one.faults)
        counts[len(one.faults), len(two.faults)] += 1
    assert counts[0, 0] > 40
    assert counts[1, 2] > 10
    killed = world_of(pairs, 1, [one.name for one in SHAPES].index("killed"), ["killed"])
    assert [set(fault) for fault in killed.faults] == [{"cycle", "kill"}] * 2


def test_half_of_the_worlds_keep_the_promises() -> None:
    """What breaks in them is an error; a search that goes beyond most of the time finds few errors."""
    keeps = sum(
        not beyond(world_of(ground(), 1, index), Promises(), 1.0, 4, "")
        for index in range(4 * BLOCK)
    )
    assert keeps >= 1.2 * BLOCK


def test_a_product_that_shows_milliseconds_keeps_them() -> None:
    fine = sample("seconds_for_milliseconds")
    times = [one.created_s for index in range(9) for one in world_of(fine, 1, index).events]
    assert any(time % 1 for time in times)
    coarse = [one.created_s for index in range(9) for one in world_of(ground(), 1, index).events]
    assert not any(time % 1 for time in coarse)


def test_a_fetch_gets_time_to_pass_what_it_does_not_want() -> None:
    """With a limit of one, each unwanted event may take a fetch that brings nothing new."""
    some = sample("healthy_state_filter")
    worlds = [world_of(some, 1, index) for index in range(BLOCK)]
    for world in worlds:
        unwanted = sum(not event.in_scope for event in world.events)
        limit = int(str(world.params.get("max_fetch", 4)))
        assert world.quiet == 3 + -(-unwanted // limit)
    assert max(world.quiet for world in worlds) > 3


def test_the_calm_at_the_end_lasts_until_the_assets_are_fetched_again() -> None:
    plain = ground()
    beside = replace(plain, assets_interval_s=600.0)
    for index in range(4):
        world = world_of(beside, 1, index)
        every_s = world.interval_s or plain.interval_s
        fetches = ceil(max(600 / every_s, every_s / 600))
        pages = ceil(len(world.events) / 4) + 1
        assert world.quiet - world_of(plain, 1, index).quiet == fetches * pages


def test_assets_that_are_fetched_too_rarely_for_a_search_are_told() -> None:
    request = request_of(SAMPLES / "healthy_events_and_assets")
    params = {**request.instance.params, "assetsFetchInterval": "1440"}
    rarely = replace(request, instance=replace(request.instance, params=params))
    with pytest.raises(UsageError) as raised:
        ground_of(rarely)
    assert "assets are fetched every 1d, and events every 1m" in str(raised.value)
    assert "--param assetsFetchInterval=5" in str(raised.value.advice)


def test_assets_alone_are_fetched_at_the_interval_of_the_world() -> None:
    """All pages of a snapshot fit into the calm at the end, also with the smallest limit."""
    assets = sample("healthy_assets")
    assert (assets.assets_only, assets.limit_name, assets.limit) == (True, "max_assets", 5)
    for index in range(BLOCK):
        world = world_of(assets, 1, index)
        limit = min(4, int(str(world.params.get("max_assets", 5))))
        assert world.quiet >= 3 + ceil(len(world.events) / limit)
    kills = {
        str(one.get("kill")) for n in range(4 * BLOCK) for one in world_of(assets, 1, n).faults
    }
    assert {"before setAssetsLastRun", "after setAssetsLastRun"} <= kills


def test_a_run_that_must_be_quiet_for_long_has_the_time_for_it() -> None:
    assert World(0).drain == Drain(cycles=200, quiet=3)
    assert World(0, quiet=283).drain == Drain(cycles=1132, quiet=283)


def test_without_a_filter_events_are_unwanted_by_their_age() -> None:
    """And the scenario's own event from before the first fetch is no kind of event that is unwanted."""
    base = ground_of(request_of(MUTANTS / "strangers" / "EmberWatch"))
    assert base.shows_all
    assert all(kind.in_scope for kind in base.kinds)
    worlds = [world_of(base, 1, index) for index in range(BLOCK)]
    events = [event for world in worlds if not world.params for event in world.events]
    assert {event.in_scope for event in events} == {True, False}
    assert all(event.in_scope == (event.created_s >= -base.first_fetch_s) for event in events)
