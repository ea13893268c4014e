"""``--event``: the life of an event, from a run and from a saved run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

from .told import invoke

TWIN = ("helloworld_twin", "--cycles", 5, "--isolation", "inline")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "run.json"
    assert invoke("run", *TWIN, "-q", "-o", f"json:{path}").exit_code == 1
    return path


def test_the_life_takes_the_place_of_the_report_and_is_the_same_of_a_saved_run(saved: Path) -> None:
    ran = invoke("run", *TWIN, "--event", "107")
    assert ran.stdout.startswith("event 107  missed: an answer in cycle 4 held it")
    assert "Last Run" not in ran.stdout
    assert ran.exit_code == 1
    assert invoke("report", saved, "--event", "107").stdout == ran.stdout


def test_several_events_are_told_in_the_order_asked_for(saved: Path) -> None:
    told = invoke("report", saved, "--event", "103", "--event", "101").stdout
    assert [line for line in told.splitlines() if line.startswith("event")] == [
        "event 103  created in cycle 2",
        "event 101  created in cycle 1",
    ]


def test_an_unknown_id_is_one_message_with_the_nearest_ids(saved: Path) -> None:
    result = invoke("report", saved, "--event", "10")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --event: no event is called '10'\n  the nearest ids: 1")


def test_stdout_is_not_shared_with_another_report(saved: Path) -> None:
    result = invoke("report", saved, "--event", "101", "-o", "json")
    assert result.exit_code == 2
    assert "-o json:run.json" in result.stderr


def test_events_without_an_id_name_the_option_that_gives_one(tmp_path: Path) -> None:
    sends = 'demisto.incidents([{"name": "n", "rawJSON": json.dumps({"colour": "red"})}])'
    home = worlds.write(tmp_path, sends)
    result = invoke("run", home, "--cycles", 1, "--isolation", "inline", "--event", "x")
    assert result.exit_code == 2
    assert "--id-field PATH" in result.stderr
