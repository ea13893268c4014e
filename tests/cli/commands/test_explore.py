"""The command line of ``xfetch explore``, without a search."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from xfetch.cli.main import cli
from xfetch.emulator.exploring.searching.campaign import Budget
from xfetch.emulator.starter.starter import Starter, starter


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["explore", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ties_dropped", "--only", "tie"], "did you mean ties?"),
        (["ties_dropped", "--budget", "0"], "at least one world"),
        (["ties_dropped", "--budget", "soon"], "is not a duration"),
        (["ties_dropped", "--scenario", "none.yml"], "no such scenario file"),
        (["ties_dropped", "--finds", "setup.cfg"], "that is a file"),
        (["ties_dropped", "--python", "setup.cfg"], "names no Python interpreter"),
        (["ties_dropped", "--promise", "updates"], "NAME=VALUE"),
        (["ties_dropped", "--emit", "unittest"], "pytest"),
        (["ties_dropped", "-o", "xml"], "no report format"),
        (["ties_dropped", "--open"], "no page to open"),
        (["ties_dropped", "-j", "0"], "-j"),
        (["ties_dropped", "--replay", "setup.cfg"], "not a recording"),
        (["ties_dropped", "--replay", "a.har", "--vendor", "v.py"], "cannot be combined"),
        (["ties_dropped", "--replay", "a.har", "--only", "ties"], "combined with --only"),
        (["ties_dropped", "--replay", "a.har", "--until-found"], "combined with --until-found"),
        (["ties_dropped", "--replay", "a.har", "--shard", "1/2"], "combined with --shard"),
        (["ties_dropped", "--replay", "none.har"], "cannot read the recording"),
        (["ties_dropped", "--shard", "3/2"], "such as 1/2"),
        (["ties_dropped", "--shard", "1/2", "--merge", "a.json"], "leave one of them out"),
        (["ties_dropped", "--dask", "tcp://h:1", "--merge", "a"], "combined with --merge"),
        (["ties_dropped", "--dask", "tcp://h:1", "--python", "p"], "combined with --python"),
        (["ties_dropped", "--dask", "tcp://h:1", "--replay", "a"], "combined with --replay"),
        (["ties_dropped", "--merge", "setup.cfg"], "not the JSON document of a shard"),
    ],
)
def test_wrong_input_is_told_in_one_message(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    done = run(*arguments)
    assert done.exit_code in (2, 3)
    assert told in done.output
    assert "Traceback" not in done.output


def without_scenario(folder: Path) -> None:
    """Copy the code and the yml of the sample ties_dropped into a folder, without its scenario."""
    sample = Path(__file__).parents[3] / "sample_integrations" / "ties_dropped"
    for name in ("ties_dropped.py", "ties_dropped.yml"):
        shutil.copy(sample / name, folder)


def test_without_a_scenario_the_api_is_guessed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_scenario(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("ties_dropped.py", "--budget", "1", "-j", "1")
    assert done.exit_code == 0, done.output
    assert "the API is guessed from the code, in explore/ties_dropped.yml" in done.output
    assert "NOTHING FOUND" in done.output
    assert [path.name for path in Path("explore").iterdir()] == ["ties_dropped.yml"]


@pytest.mark.parametrize("created", [False, True])
def test_an_api_from_which_no_incident_came_in_time_is_not_searched(
    created: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_scenario(tmp_path)
    monkeypatch.chdir(tmp_path)

    def in_no_time(*arguments: Any, **options: Any) -> Starter:
        return replace(starter(*arguments, **options), created=created, cut_short=True)

    monkeypatch.setattr("xfetch.cli.exploring.asked.starter", in_no_time)
    done = run("ties_dropped.py", "--budget", "1", "-j", "1")
    assert ("no time was left to try all of it" in done.output) is created
    assert ("in 1 world (" in done.output) is created
    if not created:
        assert done.exit_code == 3
        where = Path("explore", "ties_dropped.yml")
        assert f"{where}: no incident was created in the 40 s for guessing the API" in done.output
        assert f"xfetch init ties_dropped.py -o {where} --force --time-limit 3m" in done.output


def test_a_guessed_api_of_another_integration_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Acme.py").write_text("import demistomock as demisto\n")
    (tmp_path / "explore").mkdir()
    (tmp_path / "explore" / "Acme.yml").write_text(
        "integration: ../a/Acme.py\napi: {routes: [{get: /a, answer: {json: []}}]}\n"
    )
    monkeypatch.chdir(tmp_path)
    done = run("b/Acme.py", "--budget", "1")
    assert done.exit_code == 2
    assert "for another integration" in done.output


HAR = """{"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": [%s]}}"""
ENTRY = """{"startedDateTime": "2024-01-01T00:0%d:00Z", "time": 100,
 "request": {"method": "GET", "url": "https://tern.example.com/alerts?newer_than=%s&limit=50",
  "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0, "httpVersion": "1"},
 "response": {"status": 200, "statusText": "OK", "httpVersion": "1", "headers": [], "cookies": [],
  "redirectURL": "", "headersSize": -1, "bodySize": 1,
  "content": {"size": 1, "mimeType": "application/json", "text": %s}}}"""


def test_a_recording_is_varied_in_what_must_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fetch of the sample asks for what is newer than the newest that it has."""
    without_scenario(tmp_path)
    alerts = [
        {"id": str(n), "created": f"2024-01-01T00:0{n}:30Z", "title": "Scan"} for n in range(1, 5)
    ]
    since = ["2023-12-31T23:00:00Z", *(one["created"] for one in alerts)]
    answers = [[], [], *([one] for one in alerts)]
    asked = [since[0], since[0], *since]
    entries = [
        ENTRY % (minute, asked[minute], json.dumps(json.dumps({"alerts": answers[minute]})))
        for minute in range(6)
    ]
    (tmp_path / "tenant.har").write_text(HAR % ",".join(entries))
    monkeypatch.chdir(tmp_path)
    done = run("ties_dropped.py", "--replay", "tenant.har", "-o", "json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["finds"] == []
    assert Path("explore/ties_dropped.recorded.yml").is_file()
    assert "read off the answers of tenant.har" in done.stderr
    assert "does not give" not in done.stderr


@pytest.mark.parametrize(
    ("made", "told"),
    [("self, events", "takes the events of a world"), ("self", "the answers of vendor.py")],
)
def test_a_vendor_file_beside_the_integration_is_the_product(
    made: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_scenario(tmp_path)
    (tmp_path / "vendor.py").write_text(VENDOR % made)
    monkeypatch.chdir(tmp_path)
    done = run(".", "--budget", "1", "-j", "1")
    assert done.exit_code == 0, done.output
    assert told in done.stderr


@pytest.mark.parametrize(
    ("made", "exit_code", "told"),
    [("self, events", 0, "NOTHING FOUND"), ("self", 3, "must accept the argument events")],
)
def test_a_vendor_file_of_another_name_must_take_the_events(
    made: str, exit_code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_scenario(tmp_path)
    (tmp_path / "acme_vendor.py").write_text(VENDOR % made)
    monkeypatch.chdir(tmp_path)
    done = run("ties_dropped.py", "--vendor", "acme_vendor.py", "--budget", "1", "-j", "1")
    assert done.exit_code == exit_code, done.output
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_time_holds_for_what_follows_the_worlds_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    over_at_once = Budget(seconds=0.001)
    monkeypatch.setattr("xfetch.cli.commands.explore.budget_of", lambda text: over_at_once)
    done = run("ties_dropped", "--only", "ties", "-j", "1", "-o", "json")
    assert json.loads(done.stdout)["tried"]["worlds"] == 1
    assert json.loads(done.stdout)["tried"]["never_ran"] == ""
    assert "no time was left" in done.stderr


VENDOR = """
class Vendor:
    def __init__(%s, more=()):
        self.known = locals().get("events")

    def handle(self, request, now):
        if self.known is None:
            at = "2023-12-31T23:%%s:00Z"
            some = [{"id": str(n), "created": at %% n, "title": "a"} for n in range(50, 54)]
            return {"json": {"alerts": [one for one in some if one["created"] > request.query["newer_than"]]}}
        shown = [one for one in self.known if one.visible <= now]
        alerts = [
            {"id": one.id, "created": one.created.strftime("%%Y-%%m-%%dT%%H:%%M:%%SZ"), "title": "a"}
            for one in sorted(shown, key=lambda one: one.created)
        ]
        return {"json": {"alerts": [one for one in alerts if one["created"] > request.query["newer_than"]]}}
"""
