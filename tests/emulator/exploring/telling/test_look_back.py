"""How far a fetch would have to look back for what its product shows late."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.exploring.dimensions.guilty import ground
from xfetch.emulator.exploring.find import Find, key_of
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.telling.look_back import LookBack, look_back_of
from xfetch.emulator.exploring.telling.screen import facts_of
from xfetch.emulator.exploring.world import World, WorldEvent

# Two events that come before cycle 3, and two older ones that the product shows after it.
NEW = (WorldEvent(70.0, id="3"), WorldEvent(100.0, id="4"))
LATE = (
    WorldEvent(10.0, visible_s=130.0, id="1"),
    WorldEvent(55.0, visible_s=200.0, id="2"),
)


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """The sound fetch asks from the newest event that it knows."""
    base = ground(tmp_path_factory.mktemp("acme"))
    world = World(0, events=(*LATE, *NEW))
    with Runner(base) as runner:
        outcome = runner.outcome(world)
    (finding,) = (one for one in outcome.findings if one.rule == "XF102")
    return Find(key_of(finding), world, finding, outcome, ("late",))


def test_the_event_that_needs_most_says_how_far(find: Find) -> None:
    # Cycle 4, at 00:03:00, asks from 00:01:40.
    assert look_back_of(find) == LookBack(90, "1", 4)


def test_a_find_with_late_events_says_so(find: Find) -> None:
    words = "a look-back of 1m30s, for event 1 in cycle 4"
    assert ("needs", words) in [(one.label, one.text) for one in facts_of(find, 1, None)]


def test_a_world_without_late_events_needs_none(find: Find, tmp_path: Path) -> None:
    with Runner(ground(tmp_path)) as runner:
        outcome = runner.outcome(World(0, events=NEW))
    assert look_back_of(Find(find.key, find.world, find.finding, outcome)) is None
