"""The worlds of earlier finds are read back from their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import sample
from xfetch.emulator.exploring.earlier import EARLIER, earlier_worlds
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.shapes import BLOCK, SHAPES
from xfetch.emulator.exploring.written import scenario_lines


@pytest.mark.parametrize("name", ["healthy_state_filter", "local_time_for_utc", "ties_dropped"])
def test_a_written_world_is_read_back(name: str, tmp_path: Path) -> None:
    ground = sample(name)
    for index in (2, 16, 17, *range(len(SHAPES) - 4, BLOCK + 12)):
        world = world_of(ground, 3, index)
        file = tmp_path / "find.xfetch.yml"
        file.write_text("\n".join(scenario_lines(ground, world, "about it", tmp_path)))
        (read,) = earlier_worlds(ground, tmp_path)
        # An event that is visible at its creation is written without that time.
        meant = replace(world, index=-1, shape=EARLIER, drawn=(), events=read.events)
        assert read == meant
        assert read.sections() == world.sections()


def test_other_files_of_the_folder_are_left_out(tmp_path: Path) -> None:
    ground, other = sample("ties_dropped"), sample("late_indexed")
    world = world_of(other, 1, 0)
    files = {
        "another.xfetch.yml": "\n".join(scenario_lines(other, world, "of another", tmp_path)),
        "broken.xfetch.yml": "events: [",
        "generated.xfetch.yml": "events: {generate: {count: 3}}\n",
        "api.yml": "api: {routes: []}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert earlier_worlds(ground, tmp_path) == ()
    assert len(earlier_worlds(other, tmp_path)) == 1
    assert earlier_worlds(ground, tmp_path / "none") == ()
