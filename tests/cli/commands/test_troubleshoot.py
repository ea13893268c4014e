"""``xfetch troubleshoot``: one run, nothing stored; and no secret in anything it writes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli

SECRET = 'pa$$w"ord/42'
LEAKS = """
import requests, base64
from urllib.parse import quote
key = demisto.params()["apikey"]
requests.get(demisto.params()["url"] + "/alerts", params={"key": key}, headers={"X-Key": key})
demisto.debug("key " + key, base64.b64encode(key.encode()).decode())
demisto.setLastRun({"key": key})
demisto.setIntegrationContext({"token": key})
demisto.incidents([{"name": "n " + key, "rawJSON": json.dumps({"id": "1", "key": key, "q": quote(key)})}])
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return worlds.write(tmp_path, LEAKS)


def invoke(*arguments: object) -> str:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exit_code in (0, 1), result.output
    return result.output


def test_it_shows_what_the_war_room_would_and_what_would_be_stored(tmp_path: Path) -> None:
    body = """
    demisto.setLastRun({"at": "2024"})
    demisto.incidents([{"name": "one", "severity": 3, "rawJSON": "{}"}])
    """
    output = invoke("troubleshoot", worlds.write(tmp_path, body), "--instance", "Probe EU 1")
    assert output.startswith("!Probe_EU_1-fetch\n")
    assert "1 incident returned, none created" in output
    assert "severity: 3" in output
    assert 'a fetch would have stored: {"at": "2024"}' in output


def test_a_last_run_of_ones_own_and_pull_from_instance(tmp_path: Path) -> None:
    body = """
    stores = [demisto.getLastRun(), demisto.getIntegrationContext()]
    demisto.incidents([{'name': json.dumps(stores)}])
    """
    home = worlds.write(tmp_path, body)
    assert '[{"n": "4"}, {}]' in invoke("troubleshoot", home, "--last-run", '{"n": "4"}')
    pulled = invoke("troubleshoot", home, "--context", '{"cursor": "c"}')
    assert pulled.startswith("Pull from instance")
    assert '[{}, {"cursor": "c"}]' in pulled


def test_an_event_has_its_life_instead_and_nothing_is_called_created_for_good(
    tmp_path: Path,
) -> None:
    body = """demisto.incidents([{'name': 'n', 'rawJSON': '{"id": "a 1"}'}])"""
    home, told = worlds.write(tmp_path, body), tmp_path / "told.json"
    output = invoke("troubleshoot", home, "--event", "a 1", "-o", f"json:{told}")
    first, life, *_ = (one for one in output.splitlines() if not one.startswith("written"))
    assert first == "As it is in a fetch; this command itself creates nothing."
    assert life.startswith("event a 1  created in cycle 1")
    assert "returned, none created" not in output
    assert len(json.loads(told.read_text())["cycles"]) == 1, "the other reports are written"
    arguments = ["troubleshoot", str(home), "--event", "a 2"]
    result = CliRunner().invoke(cli, arguments)
    assert (result.exit_code, "the nearest ids: a 1" in result.stderr) == (2, True)
    result = CliRunner().invoke(cli, [*arguments, "-o", "json"])
    assert (result.exit_code, "-o json:run.json" in result.stderr) == (2, True)


def test_an_error_says_what_a_fetch_would_have_kept(tmp_path: Path) -> None:
    body = "demisto.setLastRun({'n': '1'})\nraise ValueError('no')"
    output = invoke("troubleshoot", worlds.write(tmp_path, body))
    assert "Error: ValueError: no" in output
    assert 'kept its last run (asked for {"n": "1"})' in " ".join(output.split())


def test_debug_mode_writes_every_line_call_and_exchange(home: Path, tmp_path: Path) -> None:
    options = ("--reply", "/alerts=[]", "--param", f"apikey={SECRET}")
    output = invoke("troubleshoot", home, "--debug-mode", *options)
    assert "debug-mode=true" in output
    log = (tmp_path / "fetch-incidents.log").read_text(encoding="utf-8")
    assert "GET https://probe.example.com/alerts" in log
    assert "setLastRun" in log
    assert "debug" in log


def test_no_output_of_any_command_holds_a_secret(home: Path, tmp_path: Path) -> None:
    options = ("--reply", "/alerts=[]", "--param", f"apikey={SECRET}")
    written = [
        invoke("troubleshoot", home, "--debug-mode", *options, "-o", "json:t.json"),
        invoke("run", home, *options, "--trace", "-o", "json:r.json", "-o", "text:r.txt"),
        invoke("run", home, *options, "-v", "--fail-cycle", "1"),
    ]
    written += [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file()]
    assert len(written) == 7
    forms = {
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        base64.b64encode(SECRET.encode()).decode(),
    }
    for text in written:
        assert [form for form in forms if form in text] == []


def test_what_nothing_answered_comes_first(tmp_path: Path) -> None:
    code = "import requests\nrequests.get('https://p.example.com/a')\ndemisto.incidents([])"
    home = worlds.write(tmp_path, code)
    result = CliRunner().invoke(cli, ["troubleshoot", str(home)])
    assert result.exit_code == 4, result.output
    assert result.output.index("no answer is configured for GET /a ") < result.output.index(
        "Error: "
    )


def test_events_are_called_events(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "from CommonServerPython import *\n"
        "if demisto.command() == 'fetch-events':\n"
        "    send_events_to_xsiam([{'id': 7}], vendor='a', product='b')\n"
    )
    output = invoke("troubleshoot", path, "--command", "fetch-events")
    assert "1 event returned, none stored\n\n  1\n     id: 7\n" in output
