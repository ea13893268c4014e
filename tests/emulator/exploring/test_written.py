"""A world that is written as a scenario file is the same world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import SAMPLES as SAMPLES_FOLDER
from tests.emulator.exploring.grounds import request_of, sample
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.ground import ground_of
from xfetch.emulator.exploring.searching.runner import request_of as request_of_world
from xfetch.emulator.exploring.shapes import BLOCK, SHAPES
from xfetch.emulator.exploring.world import QUIET
from xfetch.emulator.exploring.written import scenario_lines

SAMPLES = ("poison_window", "healthy_look_back", "local_time_for_utc")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_written_world_runs_as_the_world(name: str, tmp_path: Path) -> None:
    ground = sample(name)
    file = tmp_path / "find.xfetch.yml"
    for index in (0, 16, 17, *range(len(SHAPES) - 4, BLOCK + 12)):
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
        assert read.scenario.drain is not None
        assert read.scenario.drain.quiet == world.quiet
        if world.quiet > QUIET:
            assert read.scenario.drain == world.drain
        same = replace(meant.scenario, cycles=read.scenario.cycles, drain=read.scenario.drain)
        assert read.scenario == same


def test_what_the_command_line_gave_is_written_without_its_secrets(tmp_path: Path) -> None:
    vendor = tmp_path / "acme.py"
    vendor.write_text("class Vendor:\n    def __init__(self, events): pass\n")
    request = request_of(SAMPLES_FOLDER / "ties_dropped")
    ground = ground_of(
        replace(
            request,
            product=replace(request.product, api=None, vendor_file=vendor),
            instance=replace(request.instance, params={"max_fetch": "7", "apikey": "s3cret-key"}),
        )
    )
    world = world_of(ground, 1, 1)
    text = "\n".join(scenario_lines(ground, world, "about it", tmp_path / "explore"))
    assert 'params: {max_fetch: "7"}' in text
    assert 'vendor: "../acme.py"' in text
    assert "s3cret" not in text
