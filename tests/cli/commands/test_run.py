"""``xfetch run``: what each option does, seen in the JSON report of a small integration."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli

TELLS = """
seen = {
    "params": demisto.params(), "last_run": demisto.getLastRun(), "tz": time.tzname[0],
    "context": demisto.getIntegrationContext(), "instance": demisto.integrationInstance(),
}
demisto.setLastRun({"n": str(int(demisto.getLastRun().get("n", 0)) + 1)})
seen["params"].pop("apikey")
demisto.incidents([{"name": "n", "rawJSON": json.dumps({"id": seen["last_run"].get("n", "0"), **seen})}])
"""
ASKS = """
import requests
reply = requests.get(demisto.params()["url"] + "/api/alerts", params={"max": 5})
demisto.incidents([{"name": a["id"], "rawJSON": json.dumps(a)} for a in reply.json()])
demisto.setLastRun({"status": str(reply.status_code)})
"""

Report = dict[str, Any]
Run = Callable[..., Report]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(body: str, *options: str, exit_code: int = 0) -> Report:
        home = worlds.write(tmp_path, body)
        result = CliRunner().invoke(cli, ["run", str(home), *options, "-o", "json"])
        assert result.exit_code == exit_code, result.output
        report: Report = json.loads(result.stdout)
        return report

    return invoke


def told(report: Report, cycle: int = 1) -> Any:
    return json.loads(report["cycles"][cycle - 1]["incidents"][0]["rawJSON"])


def test_cycles_interval_and_start(run: Run) -> None:
    report = run(
        TELLS, "--cycles", "3", "--interval", "90s", "--start", "2024-03-01T00:00:00+01:00"
    )
    assert [cycle["at"] for cycle in report["cycles"]] == [
        "2024-02-29T23:00:00Z",
        "2024-02-29T23:01:30Z",
        "2024-02-29T23:03:00Z",
    ]
    assert report["clock"]["interval_s"] == 90


def test_the_instances_own_interval_counts_unless_one_is_given(run: Run) -> None:
    own = ("--param", "incidentFetchInterval=10")
    assert run(TELLS, *own)["clock"]["interval_s"] == 600
    assert run(TELLS, *own, "--interval", "1m")["clock"]["interval_s"] == 60


def test_last_run_and_context_from_text_or_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "last.json").write_text('{"n": "7"}')
    options = ("--last-run", f"@{tmp_path / 'last.json'}", "--context", '{"token": "t"}')
    report = run(TELLS, *options, "--cycles", "1")
    assert told(report)["last_run"] == {"n": "7"}
    assert told(report)["context"] == {"token": "t"}
    assert report["cycles"][0]["first_run"] is False
    assert report["cycles"][0]["last_run"]["after"] == {"n": "8"}


def test_params_from_a_file_and_the_command_line_beats_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "params.yml"
    file.write_text("url: https://file.example.com\napikey: from-the-file\n")
    params = told(run(TELLS, "--params", str(file), "--param", "url=https://line.example.com"))
    assert params["params"]["url"] == "https://line.example.com"


def test_an_instance_that_does_not_fetch_would_not_be_called(run: Run, tmp_path: Path) -> None:
    home = worlds.write(tmp_path, TELLS)
    result = CliRunner().invoke(cli, ["run", str(home), "--param", "isFetch=false"])
    assert result.exit_code == 2
    assert "the server would not call" in result.output


def test_instance_and_zone(run: Run) -> None:
    seen = told(run(TELLS, "--instance", "Probe EU", "--tz", "Europe/Paris", "--cycles", "1"))
    assert (seen["instance"], seen["tz"]) == ("Probe EU", "CET")


def test_a_failed_cycle_on_purpose_keeps_the_last_run(run: Run) -> None:
    report = run(TELLS, "--cycles", "3", "--fail-cycle", "2")
    second = report["cycles"][1]
    assert second["status"] == "error"
    assert second["on_purpose"] is True
    assert second["last_run"] == {
        "before": {"n": "1"},
        "asked": {"n": "2"},
        "was_set": True,
        "after": {"n": "1"},
        "saved": False,
    }
    assert (second["incident_count"], len(second["dropped"])) == (0, 1)
    assert told(report, 3)["last_run"] == {"n": "1"}


def test_replies_with_status_and_glob(run: Run, tmp_path: Path) -> None:
    (tmp_path / "alerts.json").write_text('[{"id": "1"}]')
    report = run(ASKS, "--reply", f"GET /api/*=@{tmp_path / 'alerts.json'}", "--cycles", "1")
    assert report["cycles"][0]["source_ids"] == []
    assert report["summary"]["incidents"] == 1
    assert report["record"]["requests"][0]["url"].endswith("/api/alerts?max=5")
    busy = run(ASKS, "--reply", "GET /alerts 503=[]", "--cycles", "1")
    assert busy["cycles"][0]["last_run"]["after"] == {"status": "503"}


def test_latency_passes_on_the_simulated_clock(run: Run) -> None:
    report = run(ASKS, "--reply", "/alerts=[]", "--latency", "3s", "--cycles", "1")
    assert report["cycles"][0]["duration_s"] == 3


def test_a_run_past_its_timeout_is_killed_and_saves_nothing(run: Run) -> None:
    slow = "demisto.setLastRun({'a': 'b'})\ntry:\n    time.sleep(10)\nexcept Exception:\n    pass"
    report = run(slow, "--timeout", "5s", "--cycles", "1", exit_code=1)
    cycle = report["cycles"][0]
    assert (cycle["status"], cycle["duration_s"]) == ("timeout", 5)
    assert cycle["last_run"]["after"] == {}


def test_a_tick_while_a_run_is_going_is_skipped_and_counts(run: Run) -> None:
    report = run("time.sleep(130)\ndemisto.incidents([])", "--cycles", "4")
    assert [cycle["status"] for cycle in report["cycles"]] == ["ok", "skipped", "skipped", "ok"]
    delayed = run(
        "time.sleep(130)\ndemisto.incidents([])",
        *("--cycles", "2", "--assume", "tick-while-running=delayed"),
    )
    assert [cycle["status"] for cycle in delayed["cycles"]] == ["ok", "ok"]
    assert delayed["cycles"][1]["at"] == "2024-01-01T00:02:10Z"


def test_fetch_events_follows_its_own_rules(run: Run, tmp_path: Path) -> None:
    home = worlds.write_raw(
        tmp_path,
        """
        import demistomock as demisto
        import sys
        if demisto.command() == 'fetch-events':
            demisto.setLastRun({'at': '1'})
            demisto.results({'Type': 4, 'Contents': 'broken', 'ContentsFormat': 'text'})
            sys.exit(0)
        """,
        yml=worlds.YML.replace("isfetch: true", "isfetch: false, isfetchevents: true"),
    )
    arguments = ["run", str(home), "--command", "fetch-events", "--cycles", "1", "-o", "json"]
    cycle = json.loads(CliRunner().invoke(cli, arguments).stdout)["cycles"][0]
    assert cycle["status"] == "error"
    assert cycle["last_run"]["after"] == {"at": "1"}, "reported: it survives the failure there"


def test_the_same_inputs_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        home = tmp_path / name
        home.mkdir()
        folder = worlds.write(home, TELLS)
        texts.append(CliRunner().invoke(cli, ["run", str(folder), "-o", "json"]).stdout)
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


def test_ctrl_c_ends_with_the_report_so_far(tmp_path: Path) -> None:
    slow = """
    sum(range(3_000_000))
    open(demisto.params()['url'], 'a').write('x')
    demisto.incidents([])
    """
    home = worlds.write(tmp_path, slow)
    mark = tmp_path / "mark"
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "100000"]
    command += ["--param", f"url={mark}"]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not mark.exists():
        assert running.poll() is None
        time.sleep(0.02)
    # As a terminal does it: to the whole group.
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert "interrupted after" in out
    assert "Traceback" not in err


def test_optional_secrets_are_suggested_when_it_fails_before_it_asks(tmp_path: Path) -> None:
    yml = worlds.YML.replace(
        "required: true}\n- {name: isFetch", "required: false}\n- {name: isFetch"
    )
    body = """
    if not demisto.params()['apikey']:
        raise ValueError('a key is missing')
    demisto.incidents([])
    """
    home = worlds.write(tmp_path, body, yml=yml)
    output = CliRunner().invoke(cli, ["run", str(home)]).output
    assert "optional secrets have no value: apikey" in output
    assert "--fill secrets" in output
    filled = CliRunner().invoke(cli, ["run", str(home), "--fill", "secrets"])
    assert filled.exit_code == 0


def test_no_parameter_is_suggested_where_it_cannot_read_its_last_run(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "raise ValueError(demisto.getLastRun())")
    (home / "Probe.yml").unlink()
    given = ["run", str(home), "--last-run", '{"since": "x"}', "--cycles", "3"]
    output = CliRunner().invoke(cli, given).output
    assert "XF214" in output
    assert "gives one its value" not in output
    assert "gives one its value" in CliRunner().invoke(cli, given[:2]).output


def test_help_and_version_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom xfetch.cli.main import cli\n"
        "try:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'rich', 'requests', 'freezegun', 'yaml', 'urllib3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_annotations_come_by_themselves_on_a_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': 'n', 'rawJSON': '{}'}])")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::error " in CliRunner().invoke(cli, ["run", str(home)]).stdout
    quiet = CliRunner().invoke(cli, ["run", str(home), "-o", "json"])
    assert json.loads(quiet.stdout)["summary"]["duplicates"] == 4
    assert "::error " in quiet.stderr


def test_quiet_verbose_and_trace(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, ASKS)
    options = ["run", str(home), "--cycles", "1", "--reply", "/alerts=[]"]
    assert "?max=5" not in CliRunner().invoke(cli, options).output
    assert "GET https://probe.example.com/api/alerts?max=5 -> 200" in (
        CliRunner().invoke(cli, [*options, "-v"]).output
    )
    trace = CliRunner().invoke(cli, [*options, "--trace"]).output
    assert "setLastRun(" in trace
    assert "Probe.py:" in trace
    quiet = CliRunner().invoke(cli, [*options, "-q"]).output
    assert " pulled " not in quiet
    assert quiet.startswith("NOT PROVEN  ")
