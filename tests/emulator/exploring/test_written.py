"""A world that is written as a scenario file is the same world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import request_of, sample
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.runner import request_of as request_of_world
from xfetch.emulator.exploring.shapes import BLOCK
from xfetch.emulator.exploring.written import scenario_lines

SAMPLES = ("poison_window", "healthy_look_back", "local_time_for_utc")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_written_world_runs_as_the_world(name: str, tmp_path: Path) -> None:
    ground = sample(name)
    file = tmp_path / "find.xfetch.yml"
    for index in (0, 16, 17, *range(BLOCK, BLOCK + 12)):
        world = world_of(ground, 3, index)
        file.write_text("\n".join(scenario_lines(ground, world, "about: it", tmp_path)))
        read, meant = request_of(file), request_of_world(ground, world)
        assert read.product.timeline is not None
        assert meant.product.timeline is not None
        assert read.product.timeline.sources == meant.product.timeline.sources
        assert read.product.faults == meant.product.faults
        assert read.product.api == meant.product.api
        assert read.instance.params == meant.instance.params
        assert read.target.resolve() == meant.target.resolve()
        same = replace(meant.scenario, cycles=read.scenario.cycles, drain=read.scenario.drain)
        assert read.scenario == same
