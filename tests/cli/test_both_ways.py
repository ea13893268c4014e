"""What a starter guesses: proven by a recording, else tried both ways; what the user confirmed is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.told import invoke
from xfetch.emulator.emulate import prepare
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.running.process.children import Children
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.both_ways import run_both_ways

from ..emulator.worlds import write

# Asks from the newest event on, as ThreatDesk does: right if the product excludes that time, else wrong.
FETCH = """\
    import requests
    since = demisto.getLastRun().get('since', '2023-12-31T00:00:00Z')
    url = demisto.params()['url'] + '/v2/cases'
    cases = requests.get(url, params={'created_after': since}).json()['cases']
    demisto.setLastRun({'since': max([since, *(one['created_at'] for one in cases)])})
    demisto.incidents([{'name': one['id'], 'rawJSON': json.dumps(one)} for one in cases])
"""
PRODUCT = """\
events: {generate: {count: 6, from: -50s, every: 30s}}
api:
  routes:
  - get: /v2/cases
    filter: {created: {BOUND: query.created_after}}
    answer: {json: {cases: "@events"}, event: {id: "@id", created_at: "@created iso"}}
"""


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    return write(tmp_path, FETCH)


def started(probe: Path, *arguments: object) -> Path:
    file = probe.with_name("starter.yml")
    result = invoke("init", probe, "-o", file, "--force", *arguments)
    assert result.exit_code == 0, result.output
    return file


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("bound", "twice"), [("ge", True), ("gt", False)])
def test_a_recording_decides_the_boundary(
    bound: str, twice: bool, probe: Path, tmp_path: Path
) -> None:
    world = tmp_path / "world.yml"
    world.write_text(PRODUCT.replace("BOUND", bound), encoding="utf-8")
    har = tmp_path / "t.har"
    limits = ("--isolation", "inline", "--param", "url=https://e.example")
    invoke("run", probe, "--scenario", world, "--record", har, *limits)
    file = started(probe, "--from", har)
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("filter:"))
    assert f"{bound}: query.created_after" in line
    assert "# seen: request 2, event " in line
    result = invoke("run", file, "--isolation", "inline")
    assert ("XF101" in result.output) == twice, result.output
    assert "instead of" not in result.output


def test_a_guess_that_decides_is_on_the_screen_and_in_the_json(probe: Path, tmp_path: Path) -> None:
    file, saved = started(probe), tmp_path / "run.json"
    result = invoke("run", file, "--isolation", "inline", "-o", "text", "-o", f"json:{saved}")
    assert result.exit_code == 0, result.output
    told = " ".join(result.output.split())
    (guess,) = (one for one in read_scenario(file).guesses if one.path.endswith("created"))
    assert "with `ge` instead of `gt` (guessed, starter.yml:" in told
    assert f"starter.yml:{guess.line}): " in told
    assert "come twice" in told
    assert "guesses are not confirmed: starter.yml:" in told
    assert told.startswith("NOT PROVEN")
    # What no product promises is a case, no guess and no finding.
    assert "if the product indexes late (`2m20s`, starter.yml:" in told
    report = json.loads(saved.read_text(encoding="utf-8"))
    (row,) = (one for one in report["guesses"] if one["path"] == guess.path)
    assert (row["line"], row["value"]) == (guess.line, guess.value)
    assert row["tried"][0]["value"] == row["alternatives"][0]
    assert row["tried"][0]["worse"]
    assert row["tried"][0]["changes"]["duplicated"]
    assert row["tried"][0]["message"] in told
    again = " ".join(invoke("report", saved).output.split())
    assert row["tried"][0]["message"] in again


def test_init_keeps_what_the_user_confirmed(probe: Path) -> None:
    file = started(probe)
    edited(file, "gt: query.created_after", "ge: query.created_after")
    # An entry that was removed: the order is right as it is.
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(one for one in lines if "[0].order" not in one), encoding="utf-8")
    confirmed = {one.path for one in read_scenario(file).guesses}
    assert not {"api.routes[0].order", "api.routes[0].filter.created"} & confirmed
    started(probe)
    written: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert written["api"]["routes"][0]["filter"]["created"]["ge"] == "query.created_after"
    assert {one["path"] for one in written["guesses"]} == confirmed
    result = invoke("run", file, "--isolation", "inline")
    assert "XF101" in result.output
    assert "instead of" not in result.output


def test_what_is_clean_with_an_alternative_is_no_proof_against_the_integration(
    tmp_path: Path,
) -> None:
    # A product that is guessed to include the time that is asked for shows its last event again.
    probe = write(tmp_path, FETCH.replace("created_after", "since"))
    file, saved = started(probe), tmp_path / "run.json"
    result = invoke("run", file, "--isolation", "inline", "-o", "text", "-o", f"json:{saved}")
    assert result.exit_code == 1
    assert "XF101" in result.output
    assert result.output.startswith("NOT PROVEN")
    report = json.loads(saved.read_text(encoding="utf-8"))
    (bound,) = (one for one in report["guesses"] if one["path"].endswith("created"))
    assert [one["better"] for one in bound["tried"]] == [True]
    # What the user has confirmed counts again.
    text = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(one for one in text if "filter.created" not in one), encoding="utf-8")
    assert invoke("run", file, "--isolation", "inline").output.startswith("FAILED")


def test_the_child_of_the_run_tries_the_alternatives_as_this_process_would(
    probe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, started_ones = started(probe), []
    start = Children._started

    def counted(self: Children, python: str | None, env: tuple[str, ...]) -> Any:
        started_ones.append(python)
        return start(self, python, env)

    monkeypatch.setattr(Children, "_started", counted)
    request = Request(probe, stated=frozenset())
    outcomes = []
    for isolation in ("process", "inline"):
        own = replace(request, isolation=Isolation(isolation))
        outcomes.append(
            run_both_ways(prepare(with_scenario(own, read_scenario(file), frozenset())))
        )
    assert len(started_ones) == 1
    assert outcomes[0].guesses == outcomes[1].guesses
    assert any(one.tried for one in outcomes[0].guesses)


def test_two_guesses_may_be_wrong_at_a_time(tmp_path: Path) -> None:
    # The newest case comes first, and the time that is asked for is left out.
    newest = "cases[0]['created_at'] if cases else since"
    code = FETCH.replace("created_after", "since")
    code = code.replace("max([since, *(one['created_at'] for one in cases)])", newest)
    assert newest in code
    result = invoke("run", started(write(tmp_path, code)), "--isolation", "inline")
    told = " ".join(result.output.split())
    assert told.startswith("NOT PROVEN")
    assert "with `gt` instead of `ge` (guessed, starter.yml:" in told
    assert ") and `-created` instead of `created` (starter.yml:" in told
