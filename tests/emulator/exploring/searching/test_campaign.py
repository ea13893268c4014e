"""Searches on samples: few worlds, since each costs real time."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import request_of, sample
from tests.explored import ONLY, made, screen, told
from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.exploring.find import Explored
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.searching import campaign
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.searching.trouble import properties
from xfetch.emulator.exploring.shapes import SHAPES
from xfetch.emulator.exploring.telling.formats import Told, text
from xfetch.emulator.exploring.world import World, WorldEvent
from xfetch.emulator.record.fetch_run import INTERRUPTED


def ground_of_acme(folder: Path) -> Ground:
    """The ground of the integration Acme.py in a folder, with an API that lists alerts."""
    api = (
        "integration: Acme.py\n"
        "api: {routes: [{get: /alerts, order: created, answer: {json: '@events'}}]}\n"
    )
    (folder / "api.yml").write_text(api, encoding="utf-8")
    return ground_of(request_of(folder / "api.yml"))


def test_the_mistake_of_a_sample_is_found_from_its_api_alone() -> None:
    explored = told().explored
    found = {one.key.cause: one for one in explored.finds}
    find = found["limit-cuts-tie"]
    assert find.is_error
    assert not find.process_state
    assert find.outcome.decided(find.finding) == 'since = alerts[-1]["created"]'
    assert len(find.world.events) <= 5
    assert explored.worlds == 3
    assert explored.exit_code == 1


def test_two_workers_tell_the_same_as_one() -> None:
    """Also where the worlds of an earlier find were run in this process before the workers start."""
    (find,) = told().explored.finds
    earlier = (replace(find.world, index=-1),)
    workers = Processes(2, end_like_ctrl_c, ahead=True)
    two = Campaign(sample("ties_dropped"), 1, Budget(3), ONLY, workers, earlier, size=2).explore()
    same = Told(two, told().files)
    assert "".join(text(same, 80)) == screen()
    assert made("json", same) == made("json", told())


def test_a_healthy_sample_is_silent() -> None:
    explored = Campaign(sample("healthy_seen_ids"), 1, Budget(len(SHAPES))).explore()
    assert [one for one in explored.finds if one.is_error] == []
    assert explored.worlds == len(SHAPES)
    assert explored.untested <= len(SHAPES) / 5
    assert explored.exit_code == 0


def test_a_fetch_that_fails_before_each_request_tests_nothing(tmp_path: Path) -> None:
    (tmp_path / "Acme.py").write_text(
        "import demistomock as demisto\n\n"
        "if not demisto.params().get('token'):\n"
        "    raise ValueError('give a token')\n",
        encoding="utf-8",
    )
    explored = Campaign(ground_of_acme(tmp_path), 1, Budget(4)).explore()
    assert (explored.worlds, explored.untested, explored.finds) == (4, 4, ())
    assert (explored.tested_nothing, explored.exit_code) == (True, 1)
    shown = "".join(text(Told(explored, {}), 80))
    assert "NOTHING TESTED" in shown
    assert "the first world: the fetch failed: ValueError: give a token (Acme.py:4)" in shown


def test_a_parameter_of_another_name_is_a_find_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "Acme.py").write_text(
        "import demistomock as demisto\n\ndemisto.params().get('incident_types')\ndemisto.incidents([])\n",
        encoding="utf-8",
    )
    (tmp_path / "Acme.yml").write_text(
        "name: Acme\ncommonfields: {id: Acme}\nconfiguration: [{name: incident_status, type: 15}]\n"
        "script: {isfetch: true, type: python, subtype: python3, commands: []}\n",
        encoding="utf-8",
    )
    explored = Campaign(ground_of_acme(tmp_path), 1, Budget(2)).explore()
    found = {one.key.cause: one for one in explored.finds}
    find = found["parameter-of-another-name"]
    assert (find.worlds, find.confirmed, find.process_state) == (2, True, False)
    assert find.breaks_setting
    assert not find.is_error


def test_a_search_until_found_ends_at_the_first_error() -> None:
    explored = Campaign(sample("newest_first"), 1, Budget(64, until_found=True)).explore()
    assert (explored.worlds, explored.stopped) == (1, "")
    assert [one.is_error for one in explored.finds] == [True]


def test_the_first_finds_do_not_use_up_a_budget_of_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, cut = 0.0, dict[int, bool]()

    def watch(so_far: Explored) -> None:
        nonlocal now_s
        if so_far.worlds not in cut and so_far.worlds > 0:
            cut[so_far.worlds] = any(one.cut for one in so_far.finds)
            now_s += 10

    monkeypatch.setattr(campaign, "monotonic", lambda: now_s)
    explored = Campaign(sample("newest_first"), 1, Budget(seconds=100.0)).explore(watch)
    # Each world takes a tenth of the time. Finds are made smaller as soon as more than 0.4 of it is used up.
    assert [cut[one] for one in range(1, 6)] == [True] * 5
    assert not explored.finds[0].cut
    assert explored.worlds == 9


def test_ctrl_c_ends_a_search_and_keeps_what_it_found() -> None:
    def interrupt(so_far: Explored) -> None:
        if so_far.finds:
            os.kill(os.getpid(), signal.SIGINT)

    explored = Campaign(sample("newest_first"), 1, Budget(64)).explore(interrupt)
    assert explored.stopped == INTERRUPTED
    assert [one.key.cause for one in explored.finds] == ["newest-first"]
    assert explored.worlds <= 1


def test_a_budget_gives_blocks_in_order_and_a_part_of_the_last() -> None:
    assert list(Budget(150).blocks()) == [range(64), range(64, 128), range(128, 150)]
    assert list(Budget(150, begin=128).blocks()) == [range(128, 150)]
    assert list(islice(Budget(seconds=1.0).blocks(), 2)) == [range(64), range(64, 128)]


@pytest.mark.parametrize(
    ("name", "kill", "rules"),
    [
        ("healthy_assets", "", []),
        ("healthy_assets", "before setAssetsLastRun", ["XF501"]),
        ("snapshot_cut", "", ["XF501"]),
    ],
)
def test_a_snapshot_is_cut_by_the_code_or_by_a_kill_beyond_the_promises(
    name: str, kill: str, rules: list[str]
) -> None:
    ground = sample(name)
    hosts = tuple(WorldEvent(-60.0 * number, id=str(number)) for number in range(1, 9))
    faults = ({"cycle": 2, "kill": kill},) if kill else ()
    world = World(0, events=hosts, faults=faults, params={"max_assets": "3"}, quiet=6)
    with Runner(ground) as runner:
        outcome = runner.outcome(world)
    found = [one.rule for one in properties(outcome.findings)]
    assert found == rules
    over = ground.beyond(world)
    assert over == (("faults",) if kill else ())


@pytest.mark.parametrize(("name", "lost"), [("healthy_collector", False), ("delivery_lost", True)])
def test_a_chunk_that_fails_breaks_code_that_saves_before_it_sends(name: str, lost: bool) -> None:
    ground = sample(name)
    events = tuple(WorldEvent(5.0 * number, id=str(number)) for number in range(1, 41))
    refused = {"cycle": 3, "on": "intake", "request": 2, "status": 500}
    world = World(0, events=events, faults=(refused,), quiet=6)
    with Runner(ground) as runner:
        outcome = runner.outcome(world)
    found = {one.rule for one in properties(outcome.findings)}
    assert ("XF102" in found) is lost, found
    assert outcome.runs[2].status == "error"
