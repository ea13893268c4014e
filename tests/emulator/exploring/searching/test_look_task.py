"""Worlds that another machine is asked to look at give the same results."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.emulator.exploring.grounds import SAMPLES, ground, sample
from xfetch.emulator.errors import LoadError
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.ground_row import ground_of_row, row_of
from xfetch.emulator.exploring.searching.answering import answered
from xfetch.emulator.exploring.searching.look_task import LookTask
from xfetch.emulator.exploring.searching.looking import Looker
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.record.entries import CheckedJson
from xfetch.emulator.request.request import Container
from xfetch.emulator.settings.guess import Guess

NAMES = sorted(
    path.parent.name
    for path in SAMPLES.glob("*/scenario.yml")
    if "\napi:" in path.read_text(encoding="utf-8")
)
SOME = (range(2), range(62, 65))


def sent(one: Ground) -> Ground:
    return ground_of_row(json.loads(json.dumps(row_of(one, str))))


def task_of(one: Ground) -> LookTask:
    with Runner(one) as runner:
        facts = runner.outcome(world_of(one, 1, 0)).dossier.facts
    return LookTask(Looker(one, 1, (), facts))


@pytest.mark.parametrize("name", NAMES)
def test_the_ground_of_a_sample_arrives_whole(name: str) -> None:
    assert sent(sample(name)) == sample(name)


def test_each_field_of_a_ground_arrives() -> None:
    """Also those that no sample has."""
    one = ground()
    guess = Guess("api.routes[0].order", "newest", ("oldest", {"by": 1}), "a reason", line=3)
    request = replace(
        one.request,
        scenario=replace(one.request.scenario, fail_cycles=frozenset({2, 1}), tz="Asia/Tokyo"),
        instance=replace(one.request.instance, params={"a": {"b": [1, None]}}, name="here"),
        container=Container(env=("TZ",), common_server="embedded"),
        judging=replace(one.request.judging, id_field="id", strict=True, severities={"XF1": "off"}),
        guesses=(guess,),
        settled=((guess, {"by": [2]}),),
    )
    odd = {
        "request": request,
        "choices": (("kind", ("a", ["a", "b"])),),
        "digits": (0, 3),
        "asked_pages": (20, 100),
        "windows": (("look_back", ("1 day", "2 days")),),
        "id_forms": ("{n}a",),
        "page": 7,
    }
    assert {*odd} <= {one.name for one in fields(Ground)}
    changed = replace(one, **odd)  # type: ignore[arg-type]
    assert sent(changed) == changed != one


def test_results_are_the_same_as_here() -> None:
    """Also of worlds on both sides of the border of a block, in which a mistake shows."""
    task = task_of(sample("ties_dropped"))
    try:
        here = [task.do(one) for one in SOME]
    finally:
        task.looker.close()
    assert any(seen.look.troubles for some in here for seen in some)
    there = [json.loads(json.dumps(answered(task.request(one, str)))) for one in SOME]
    assert [task.read(one, answer) for one, answer in zip(SOME, there, strict=True)] == here


def test_paths_are_sent_as_they_are_there_and_their_files_are_needed() -> None:
    task = task_of(ground())
    request: CheckedJson = task.request(range(1), lambda path: f"<{path.name}>")
    sent_request = request["search"]["ground"]["request"]
    assert sent_request["target"] == "<ties_dropped>"
    assert sent_request["scenario_file"] == "<scenario.yml>"
    names = {path.name for path in task.needs(iter(()))}
    assert {"ties_dropped.py", "ties_dropped.yml", "scenario.yml"} <= names


def test_what_is_wrong_there_ends_the_search(tmp_path: Path) -> None:
    task = task_of(ground())
    gone = task.request(range(2), lambda path: str(tmp_path / path.name))
    with pytest.raises(LoadError, match=r"worlds 0 to 1: .*ties_dropped"):
        task.read(range(2), answered(gone))
    with pytest.raises(LoadError, match="two workers were lost while it ran the worlds 64 to 127"):
        task.lost(range(64, 128), "two workers were lost")


def test_a_guessed_product_and_a_vendor_file_arrive_whole(tmp_path: Path) -> None:
    one = replace(ground().request, product=replace(ground().request.product, api=None))
    vendor = tmp_path / "vendor.py"
    vendor.write_text("class Vendor:\n    def __init__(self, events): ...\n")
    one = replace(one, product=replace(one.product, vendor_file=vendor), scenario_file=None)
    assert sent(ground_of(one)) == ground_of(one)
