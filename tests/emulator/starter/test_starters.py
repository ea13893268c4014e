"""The first run of a starter shows the mistake of a sample, and says nothing against a sound one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.finding import INFO
from xfetch.emulator.judging.guessed import change_words
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.both_ways import both_ways
from xfetch.emulator.starter.starter import starter

FOLDER = Path(__file__).parents[3] / "sample_integrations"
# By sample, where its own mistake shows: in a finding, or in what an alternative or a case changes.
SHOWN = {
    "boundary_repeated": ("XF101", "created again"),
    "cursor_to_now": ("if the product indexes late", "missed"),
    "hub_page_walkthrough": ("XF302", "time data '{}'"),
    "helloworld_twin": ("XF102", "missed"),
    "ids_forgotten": ("XF101", "created again"),
    "late_indexed": ("if the product indexes late", "missed"),
    "local_time_for_utc": ("if the container's time zone is not UTC", "missed"),
    "lookback_limit": ("XF102", "missed"),
    "newest_first": ("with `-created` instead of `created`", "missed"),
    "page_two_forgotten": ("XF102", "missed"),
    "poison_window": ("if an event has a severity that the code does not know", "never come"),
    "saved_before_sent": ("if fetches fail", "missed"),
    "seconds_for_milliseconds": ("XF101", "created again"),
    "since_1970": ("XF301", "since 1970"),
    "ties_dropped": ("XF102", "missed"),
}
# Sound ones; what a product may do besides (newest first, exclusive) may still make them lose events.
# How many events they create; the last one asks twice a minute, so that its cycles end before the last
# events.
SOUND = {
    "healthy": 20,
    "healthy_acknowledged": 20,
    "healthy_cursor": 20,
    "healthy_look_back": 20,
    "healthy_queue": 26,
    "healthy_seen_ids": 20,
    "healthy_snapshot": 20,
    "healthy_state_filter": 20,
    "long_running": 20,
}


def first_run(name: str, folder: Path, *, alternatives: bool = False) -> Outcome:
    """What ``init`` and ``run`` make of the sample without its product."""
    home = folder / name
    home.mkdir()
    for suffix in (".py", ".yml"):
        shutil.copy(FOLDER / name / f"{name}{suffix}", home)
    isolation = Isolation("inline")
    request = Request(home, isolation=isolation, stated=frozenset(("cycles",)))
    file = folder / "starter.yml"
    file.write_text(starter(request, file).text, encoding="utf-8")
    request = Request(home, isolation=isolation, stated=frozenset())
    prepared = prepare(with_scenario(request, read_scenario(file), frozenset()))
    outcome = emulate(prepared, traced=False)
    return both_ways(outcome, prepared) if alternatives else outcome


@pytest.mark.parametrize("name", SHOWN)
def test_the_first_run_shows_the_mistake(name: str, tmp_path: Path) -> None:
    begin, what = SHOWN[name]
    outcome = first_run(name, tmp_path, alternatives=not begin.startswith("XF"))
    findings = [f"{one.rule} {one.title or one.message}" for one in outcome.findings]
    words = [text for guessed in outcome.guesses for _, text in change_words(guessed)]
    assert any(one.startswith(begin) and what in one for one in (*findings, *words)), (
        findings,
        words,
    )


CALLED_TWICE = """
import demistomock as demisto
import json
import requests

def fetch():
    since = demisto.getLastRun().get("since", "2023-12-31T00:00:00Z")
    found = requests.get("https://acme.example/alerts", params={"since": since}).json()["alerts"]
    demisto.setLastRun({"since": max([since, *(one["created"] for one in found)])})
    demisto.incidents([{"name": one["id"], "rawJSON": json.dumps(one)} for one in found])

command = demisto.command()
if command == "fetch-incidents":
    fetch()
if command == "acme-list":
    demisto.results("none")
else:
    raise NotImplementedError(f"no command {command}")
"""


def test_a_fetch_that_fails_after_it_has_sent_is_no_wrong_guess(tmp_path: Path) -> None:
    target, file = tmp_path / "Acme.py", tmp_path / "starter.yml"
    target.write_text(CALLED_TWICE, encoding="utf-8")
    request = Request(target, isolation=Isolation("inline"), stated=frozenset())
    made = starter(request, file, longest_s=60.0)
    assert made.created
    assert "failed after it had sent its incidents" in made.lacking
    file.write_text(made.text, encoding="utf-8")
    outcome = emulate(prepare(with_scenario(request, read_scenario(file), frozenset())))
    (finding,) = (one for one in outcome.findings if one.rule == "XF407")
    assert finding.cause is not None
    assert finding.cause.code == "sent-before-saved"
    assert finding.cause.line is not None
    assert "demisto.incidents" in outcome.decided(finding)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_one_is_accused_of_nothing(name: str, tmp_path: Path) -> None:
    outcome = first_run(name, tmp_path)
    assert [one for one in outcome.findings if one.severity != INFO] == []
    assert outcome.summary.incidents == SOUND[name]
    assert outcome.exit_code() == 0
