"""Many worlds in one child, as if each ran by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from tests.emulator.exploring.grounds import SAMPLES, request_of, sample
from tests.emulator.running.process.test_series import did
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.ground import ground_of
from xfetch.emulator.exploring.searching.runner import Lived, Runner
from xfetch.emulator.exploring.world import World, WorldEvent
from xfetch.emulator.judging.verdict.event_verdict import DUPLICATED


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


def test_an_alternative_runs_in_the_form_of_the_world_too(tmp_path: Path) -> None:
    """The product shows whole seconds and keeps finer times, so an event comes again in any order."""
    text = (SAMPLES / "ties_dropped" / "scenario.yml").read_text()
    scenario = yaml.safe_load(text.replace("@created iso", "@created iso.3"))
    order = {
        "path": "api.routes[0].order",
        "value": {"by": "created"},
        "alternatives": ["-created"],
    }
    whole = {"integration": str(SAMPLES / "ties_dropped"), "guesses": [order]}
    (tmp_path / "acme.yml").write_text(yaml.safe_dump({**scenario, **whole}))
    event = WorldEvent(30.12, id="1", fields={"title": "a"})
    with Runner(ground_of(request_of(tmp_path / "acme.yml"))) as runner:
        outcome = runner.confirmed(World(3, events=(event,), digits=0))
    assert [one.verdict for one in outcome.verdicts or ()] == [DUPLICATED]
    (guessed,) = outcome.guesses
    assert [dict(one.changes) for one in guessed.tried] == [{}]
