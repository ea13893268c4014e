"""Which command is called where nobody names one, and which are refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli
from xfetch.emulator.checking.check_one import CheckSettings, request_of
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.errors import LoadError, NotEmulatedError
from xfetch.emulator.integration.command_choice import NEVER_COMPARES, Choice, chosen_command
from xfetch.emulator.integration.source import load
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.reports import json_report
from xfetch.emulator.reports.screen import text
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings

YML_OF_EVENTS = worlds.YML.replace("isfetch: true", "isfetchevents: true")
BY_CODE = "the one the code compares with"
INCIDENTS, EVENTS, ASSETS = "fetch-incidents", "fetch-events", "fetch-assets"
LONG_RUNNING = "long-running-execution"
BOX = "longRunning: true"


def compares(*commands: str) -> str:
    branches = "".join(f"if demisto.command() == '{one}':\n    pass\n" for one in commands)
    return f"import demistomock as demisto\n{branches}"


def choice(folder: Path, code: str, keys: str = "", given: str | None = None) -> Choice:
    """What is chosen for the code under a yml with these keys; without a yml where there are none."""
    home = worlds.write_raw(folder, code, yml=worlds.YML.replace("isfetch: true", keys or "x: y"))
    if not keys:
        (home / "Probe.yml").unlink()
    return chosen_command(load(home), given)


@pytest.mark.parametrize(
    ("default", "given", "chosen"),
    [
        ("", {}, INCIDENTS),
        ("'true'", {}, LONG_RUNNING),
        ("", {"longRunning": True}, LONG_RUNNING),
        ("'true'", {"longRunning": "false"}, INCIDENTS),
    ],
)
def test_the_box_says_whether_an_instance_is_a_long_running_one(
    tmp_path: Path, default: str, given: dict[str, object], chosen: str
) -> None:
    yml = worlds.YML.replace("isfetch: true", "isfetch: true, longRunning: true").replace(
        "- {name: isFetch",
        f"- {{name: longRunning, display: Long, type: 8, defaultvalue: {default}}}\n- {{name: isFetch",
    )
    home = worlds.write_raw(tmp_path, compares(LONG_RUNNING, INCIDENTS), yml=yml)
    assert chosen_command(load(home), None, given).command == chosen


@pytest.mark.parametrize(
    ("platform", "chosen"), [("", INCIDENTS), ("xsoar-8", INCIDENTS), ("xsiam", EVENTS)]
)
def test_a_yml_may_declare_another_fetch_for_each_marketplace(
    tmp_path: Path, platform: str, chosen: str
) -> None:
    keys = (
        "isfetch: true, 'isfetch:marketplacev2': false,"
        " isfetchevents: true, 'isfetchevents:xsoar': false"
    )
    home = worlds.write_raw(
        tmp_path,
        compares(INCIDENTS, EVENTS),
        yml=worlds.YML.replace("isfetch: true", keys),
    )
    request = Request(home, RunSettings(platform=platform), stated=frozenset())
    assert prepare(request).scenario.command == chosen


def test_the_mappers_sample_of_a_long_running_instance(tmp_path: Path) -> None:
    keys = "longRunning: true, isFetchSamples: true"
    home = worlds.write_raw(
        tmp_path,
        compares(LONG_RUNNING, INCIDENTS),
        yml=worlds.YML.replace("isfetch: true", keys),
    )
    sample = chosen_command(load(home), None, sample=True)
    assert sample == Choice(INCIDENTS, "the yml's isFetchSamples")
    request = Request(home, stated=frozenset(), sample=True)
    assert prepare(request).scenario.command == INCIDENTS
    assert prepare(replace(request, sample=False)).scenario.command == LONG_RUNNING


@pytest.mark.parametrize(
    ("keys", "commands", "chosen", "why"),
    [
        ("isfetch: true", [INCIDENTS], INCIDENTS, "the yml's isfetch"),
        ("isfetchevents: true", [EVENTS], EVENTS, "the yml's isfetchevents"),
        ("isfetchassets: true", [ASSETS], ASSETS, "the yml's isfetchassets"),
        ("longRunning: true", [LONG_RUNNING, INCIDENTS], LONG_RUNNING, "the yml's longRunning"),
        # Several kinds: incidents first, unless the code does not know them.
        ("isfetch: true, isfetchevents: true", [EVENTS, INCIDENTS], INCIDENTS, "the yml's isfetch"),
        ("isfetch: true, isfetchevents: true", [EVENTS], EVENTS, "the yml's isfetchevents"),
        ("isfetchassets: true, isfetchevents: true", [ASSETS, EVENTS], EVENTS, "the yml's isfetchevents"),
        # A long-running instance comes before its fetch, unless the code does not know it.
        (f"isfetch: true, {BOX}", [LONG_RUNNING, INCIDENTS], LONG_RUNNING, "the yml's longRunning"),
        (f"isfetch: true, {BOX}", [INCIDENTS], INCIDENTS, "the yml's isfetch"),
        (f"isFetchSamples: true, {BOX}", [LONG_RUNNING, INCIDENTS], LONG_RUNNING, "the yml's longRunning"),
        # A yml that says nothing, and none: the code.
        ("isfetch: false", [EVENTS], EVENTS, BY_CODE),
        ("", [EVENTS], EVENTS, BY_CODE),
        ("", [LONG_RUNNING], LONG_RUNNING, BY_CODE),
        ("", ["test-module", EVENTS, INCIDENTS], INCIDENTS, "one of 2 that the code compares with"),
    ],
)  # fmt: skip
def test_the_yml_then_the_code(
    tmp_path: Path, keys: str, commands: list[str], chosen: str, why: str
) -> None:
    assert choice(tmp_path, compares(*commands), keys) == Choice(chosen, why)


def test_what_the_user_says_beats_both(tmp_path: Path) -> None:
    code = compares(EVENTS, INCIDENTS)
    assert choice(tmp_path, code, "isfetch: true", given=EVENTS) == Choice(EVENTS)


@pytest.mark.parametrize(
    "code",
    [
        "{'fetch-events': print}.get(demisto.command(), print)()",
        "match demisto.command():\n    case 'fetch-events':\n        pass",
        "if demisto.command() in ('test-module', 'fetch-events'):\n    pass",
    ],
)
def test_a_command_is_found_however_the_code_compares(tmp_path: Path, code: str) -> None:
    assert choice(tmp_path, code).command == EVENTS


def test_words_in_a_docstring_are_no_comparison(tmp_path: Path) -> None:
    code = '"""Has no fetch-incidents, see "fetch-incidents" elsewhere."""\n' + compares(EVENTS)
    assert choice(tmp_path, code).command == EVENTS


@pytest.mark.parametrize(
    "code",
    [
        "demisto.incidents([])",
        "demisto.debug(f'called: {demisto.command()}')\ndemisto.incidents([])",
        "command = demisto.command()\ndemisto.info('x ' + command)\ndemisto.incidents([])",
    ],
)
def test_code_that_never_compares_runs_with_a_note(tmp_path: Path, code: str) -> None:
    assert choice(tmp_path, code).why == f"the usual one; {NEVER_COMPARES}"
    assert choice(tmp_path, code, given=EVENTS) == Choice(EVENTS, NEVER_COMPARES)


@pytest.mark.parametrize(
    "code",
    [
        "if demisto.command() == 'test-module':\n    demisto.results('ok')",
        "command = demisto.command()\nrun(command, demisto.args())",
        "{'a': print}[demisto.callingContext['command']]()",
        "x = 1",
    ],
)
def test_code_that_decides_otherwise_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(LoadError, match="the integration has no command fetch-incidents"):
        choice(tmp_path, code)


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("get-modified-remote-data", "mirroring"),
        ("get-remote-data", "mirroring"),
        ("update-remote-system", "mirroring"),
        ("get-mapping-fields", "mirroring"),
    ],
)
@pytest.mark.parametrize("how", [["run"], ["troubleshoot"], ["init", "-o", "starter.yml"]])
def test_what_is_not_emulated_yet_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, what: str, how: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    home = worlds.write_raw(tmp_path, compares(INCIDENTS, command))
    told = CliRunner().invoke(cli, [how[0], str(home), *how[1:], "--command", command])
    assert told.exit_code == 4
    assert what in told.output
    assert f"does not emulate the command {command} yet: " in told.output
    assert "--command fetch-incidents" in told.output


def test_a_feed_is_run_without_being_named(tmp_path: Path) -> None:
    found = choice(tmp_path, compares("fetch-indicators"), "feed: true")
    assert (found.command, found.why) == ("fetch-indicators", "the yml's feed")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("longRunning: true, longRunningPort: true", ""),
        ("", "demisto.params()['longRunningPort']"),
        ("longRunning: true", "HTTPServer(('0.0.0.0', 8000), Handler).serve_forever()"),
        ("longRunning: true", "uvicorn.run(app, port=8000)"),
    ],
)
def test_a_listener_for_webhooks_is_refused(tmp_path: Path, keys: str, code: str) -> None:
    with pytest.raises(NotEmulatedError, match="incoming webhooks"):
        choice(tmp_path, f"{compares(LONG_RUNNING)}{code}\n", keys)
    # In a fetch it does not listen; a long-running integration that asks by itself is none.
    assert choice(tmp_path, f"{compares(INCIDENTS)}{code}\n", "isfetch: true")
    assert choice(tmp_path, compares(LONG_RUNNING), "longRunning: true, longRunningPort: false")


def test_the_head_the_json_and_the_parameters_say_it(tmp_path: Path) -> None:
    code = "demisto.setLastRun({'on': str(demisto.params().get('isFetchEvents'))})\n"
    home = worlds.write_raw(tmp_path, compares(EVENTS) + code)
    (home / "Probe.yml").unlink()
    outcome = worlds.run(home, stated=frozenset(("cycles", "interval")))
    assert outcome.runs[0].last_run.after == {"on": "True"}
    assert f"{EVENTS}: {BY_CODE}" in "".join(text.render(outcome))
    report = json.loads("".join(json_report.render(outcome)))
    assert (report["integration"]["command"], report["command_by"]) == (EVENTS, BY_CODE)


def test_scenarios_and_the_pytest_fixture_choose_alike(tmp_path: Path) -> None:
    home = worlds.write_raw(tmp_path, compares(EVENTS, INCIDENTS), yml=YML_OF_EVENTS)
    scenario = tmp_path / "a.xfetch.yml"
    scenario.write_text("integration: Probe\ncycles: 1\n", encoding="utf-8")
    checked = emulate(prepare(request_of(scenario, CheckSettings(isolation=Isolation("inline")))))
    assert checked.dossier.integration.command == EVENTS
    fixture = Xfetch({"isolation": "inline"}, tmp_path, pytest.fail)
    assert fixture.run(home).outcome.dossier.integration.command == EVENTS
    assert fixture.run(home, command=INCIDENTS).outcome.dossier.integration.command == INCIDENTS
    scenario.write_text("integration: Probe\ncommand: fetch-incidents\n", encoding="utf-8")
    request = request_of(scenario, CheckSettings(isolation=Isolation("inline")))
    assert "command" in request.stated
    assert request.scenario.command == INCIDENTS
