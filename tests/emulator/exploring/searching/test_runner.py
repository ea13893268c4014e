"""Many worlds in one child, as if each ran by itself."""

from __future__ import annotations

from dataclasses import replace

from tests.emulator.exploring.grounds import sample
from tests.emulator.running.process.test_series import did
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.searching.runner import Lived, Runner


def test_worlds_with_a_restart_or_another_zone_run_beside_others() -> None:
    ground = sample("healthy_seen_ids")
    calm = world_of(ground, 1, 1)
    worlds = [
        calm,
        replace(calm, faults=({"cycle": 2, "server": "restart"},)),
        replace(calm, tz="Asia/Kolkata", start="2024-03-31T00:58:00Z"),
        calm,
    ]
    with Runner(ground) as runner:
        lives = list(runner.lives(worlds))
        assert runner.children.waits
        alone = [runner.by_itself(world) for world in worlds[:3]]
    for beside, single in zip(lives, [*alone, alone[0]], strict=True):
        assert isinstance(beside, Lived)
        assert isinstance(single, Lived)
        assert beside.complete
        assert [did(run) for run in beside.runs] == [did(run) for run in single.runs]
        assert list(beside.truth) == list(single.truth)
    assert any("restart" in repr(run.record.entries) for run in lives[1].runs)  # type: ignore[union-attr]
