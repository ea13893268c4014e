"""Each dimension reveals a mistake that calm worlds do not show, and accuses no sound fetch."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.exploring.dimensions.guilty import GUILTY, PAIR, ground
from xfetch.emulator.exploring.generated import shapes_of_a_block, world_of
from xfetch.emulator.exploring.ground import Ground
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.searching.trouble import look_at
from xfetch.emulator.exploring.shapes import BLOCK, SHAPES
from xfetch.emulator.exploring.world import World
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.run_facts import RunFacts

FACTS = RunFacts(Identity("id", in_raw=True, in_incident=False))


def worlds_with(base: Ground, name: str, count: int) -> list[World]:
    """The first worlds of a seed that have this dimension and no other but ``spread``."""
    places = [
        number
        for number, shape in enumerate(shapes_of_a_block())
        if any(part.name == name for part in shape.parts)
    ]
    indexes = [block * BLOCK + place for block in range(count) for place in places]
    return [world_of(base, 1, index, (name,)) for index in indexes[:count]]


def breaks(base: Ground, worlds: list[World]) -> bool:
    """Whether the fetch breaks in one of the worlds. After that one, no more of them are run."""
    with Runner(base) as runner, closing(runner.lives(worlds)) as lives:
        return any(
            one is not None and one.complete and look_at(one, FACTS).troubles for one in lives
        )


@pytest.mark.parametrize("name", sorted(GUILTY))
def test_a_dimension_reveals_what_calm_worlds_do_not(name: str, tmp_path: Path) -> None:
    base = ground(tmp_path, GUILTY[name], streams=name == "mixed", levels=name == "in-and-out")
    assert breaks(base, worlds_with(base, name, 12))
    assert not breaks(base, [world_of(base, 1, 0, ("spread",))])


def test_a_sound_fetch_is_accused_by_none_of_them(tmp_path: Path) -> None:
    base = ground(tmp_path)
    assert not breaks(base, [one for name in GUILTY for one in worlds_with(base, name, 2)])


def test_a_thousand_events_reveal_a_state_without_bounds(tmp_path: Path) -> None:
    """The sound fetch never forgets an id."""
    base = ground(tmp_path)
    (world,) = worlds_with(base, "steady", 1)
    with Runner(base) as runner:
        (lived,) = runner.lives([world])
    assert lived is not None
    assert [one.rule for one in look_at(lived, FACTS).troubles] == ["XF210"]


def test_two_faults_reveal_what_one_does_not(tmp_path: Path) -> None:
    base = ground(tmp_path, PAIR)
    place = [shape.name for shape in SHAPES].index("request-fails")
    for most, broken in ((1, False), (2, True)):
        several = replace(base, most_faults=most)
        worlds = [world_of(several, seed, place, ("request-fails",)) for seed in range(1, 13)]
        assert {len(world.faults) for world in worlds} == {most}
        assert breaks(several, worlds) == broken
