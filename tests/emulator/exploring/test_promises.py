"""What in a world goes beyond the promises of its product."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xfetch.emulator.exploring.promises import Promises, beyond, promises_of
from xfetch.emulator.exploring.world import Change, World, WorldEvent

EVENT = WorldEvent(60.0)
CALM = World(0, events=(EVENT, EVENT))


def over(world: World, promises: Promises | None = None, precision_s: float = 1.0) -> list[str]:
    return list(beyond(world, promises or Promises(), precision_s, 1, "max_fetch"))


def having(event: WorldEvent) -> World:
    return replace(CALM, events=(EVENT, event))


@pytest.mark.parametrize(
    ("world", "name", "promise"),
    [
        (having(replace(EVENT, visible_s=90.0)), "late", {"visible_within": "30s"}),
        (having(replace(EVENT, changes=(Change(90.0),))), "updates", {"updates": "any"}),
        (having(replace(EVENT, removed_s=90.0)), "removal", {"removal": "any"}),
        (replace(CALM, faults=({"cycle": 1, "status": 500},)), "faults", {"faults": "any"}),
    ],
)
def test_a_promise_makes_it_a_part_of_the_product(
    world: World, name: str, promise: dict[str, str]
) -> None:
    assert over(world) == [name]
    assert over(world, promises_of(promise)) == []


def test_a_calm_world_keeps_the_promises() -> None:
    assert over(CALM) == []


def test_a_crowd_is_beyond_only_where_the_scenario_rules_it_out() -> None:
    assert over(CALM, promises_of({"crowd": "none"})) == ["crowd"]


def test_a_product_of_whole_seconds_shows_an_event_within_its_second() -> None:
    world = having(replace(EVENT, visible_s=60.6))
    assert over(world) == []
    assert over(world, precision_s=0.001) == ["late"]


@pytest.mark.parametrize(
    ("latency_s", "events", "slow"),
    [(10.0, 30, False), (30.0, 2, True), (5.0, 600, False), (5.0, 601, True), (None, 2000, False)],
)
def test_a_slow_product_is_beyond(latency_s: float | None, events: int, slow: bool) -> None:
    world = replace(CALM, latency_s=latency_s, events=(EVENT,) * events)
    assert over(world) == (["slow"] if slow else [])


def test_later_than_promised_is_beyond() -> None:
    assert over(having(replace(EVENT, visible_s=91.0)), promises_of({"visible_within": "30s"}))


def test_a_changed_limit_is_the_users_own() -> None:
    assert over(replace(CALM, faults=({"cycle": 2, "params": {"max_fetch": 2}},))) == []


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"cycle": 2, "last_run": "reset"}, "state"),
        ({"cycle": 4, "last_run": "cycle 2"}, "state"),
        ({"cycle": 2, "disabled": "1d"}, "pause"),
        ({"cycle": 2, "params": {"level": "high"}}, "choice"),
        ({"cycle": 2, "clock": "+1h"}, "clock"),
    ],
)
def test_what_the_user_or_the_server_does_to_the_instance(fault: dict[str, Any], name: str) -> None:
    assert over(replace(CALM, faults=(fault,))) == [name]


def test_a_value_that_no_event_had_so_far_is_beyond() -> None:
    assert over(having(replace(EVENT, odd="new value"))) == ["values"]
