"""A real product over loopback HTTP: recorded once, then served again, with the same incidents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli

from ..emulator.worlds import write

KEY = "s3cr3t-k3y-of-the-tenant"
FETCH = """\
    import requests
    from datetime import datetime, timedelta, timezone
    params = demisto.params()
    token = requests.post(params['url'] + '/login', json={'api_key': params['apikey']}).json()
    last = demisto.getLastRun()
    first = (datetime.now(timezone.utc) - timedelta(days=1)).isoformat()
    since = last.get('since', first)
    found = requests.get(
        params['url'] + '/alerts',
        params={'since': since, 'limit': 2},
        headers={'Authorization': 'Bearer ' + token['access_token']},
    ).json()['alerts']
    demisto.setLastRun({'since': max([since, *(alert['created'] for alert in found)])})
    demisto.incidents([{'name': alert['id'], 'rawJSON': json.dumps(alert)} for alert in found])
"""
TOKEN = "t0ken-that-the-product-gave-out"


class Product(BaseHTTPRequestHandler):
    """Six alerts of the last day, oldest first, behind a login."""

    # A day leaves hours for the tests of this file, so they pass on a slow machine too.
    first = datetime.now(timezone.utc) - timedelta(hours=12)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        good = asked == {"api_key": KEY}
        self._send(200 if good else 401, {"access_token": TOKEN} if good else {})

    def do_GET(self) -> None:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._send(401, {})
            return
        query = parse_qs(urlsplit(self.path).query)
        alerts = [
            {"id": f"A{n}", "created": (self.first + timedelta(minutes=n)).isoformat()}
            for n in range(6)
        ]
        later = [alert for alert in alerts if alert["created"] > query["since"][0]]
        self._send(200, {"alerts": later[: int(query["limit"][0])]})

    def _send(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Product)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    return write(tmp_path, FETCH)


def invoke(*arguments: object) -> Any:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def report(*arguments: object) -> dict[str, Any]:
    # A busy machine takes longer than the interval, on the real clock.
    delayed = ("--assume", "tick-while-running=delayed")
    result = invoke("run", *arguments, *delayed, "-o", "json")
    assert result.stdout.startswith("{"), result.output
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def names(told: dict[str, Any]) -> list[list[str]]:
    return [[one["name"] for one in cycle["incidents"]] for cycle in told["cycles"]]


@pytest.fixture
def recorded(probe: Path, url: str, tmp_path: Path) -> tuple[dict[str, Any], Path]:
    har = tmp_path / "tenant.har"
    live = ("--network", "allow", "--record", har, "--cycles", 4, "--interval", "100ms")
    told = report(probe, *live, "--param", f"url={url}", "--param", f"apikey={KEY}")
    return told, har


def test_a_replay_brings_the_same_incidents_as_the_product(
    recorded: tuple[dict[str, Any], Path], probe: Path
) -> None:
    told, har = recorded
    again = report(probe, "--replay", har, "--param", "url=https://elsewhere.example")
    assert names(told) == [["A0", "A1"], ["A2", "A3"], ["A4", "A5"], []]
    assert names(again) == names(told)
    assert again["clock"]["start"] == told["clock"]["start"]
    assert {one["id"]: one["verdict"] for one in again["events"]} == {
        f"A{n}": "delivered" for n in range(6)
    }


def test_a_recording_holds_no_secret(recorded: tuple[dict[str, Any], Path]) -> None:
    text = recorded[1].read_text(encoding="utf-8")
    assert KEY not in text
    assert TOKEN not in text
    log = json.loads(text)["log"]
    assert log["version"] == "1.2"
    assert len(log["entries"]) == 8
    assert sorted(path.name for path in recorded[1].parent.glob(".*")) == []


def test_a_request_that_was_not_recorded_is_told_with_why(
    recorded: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    probe = write(other, FETCH.replace("'limit': 2", "'limit': 50"))
    result = invoke("run", probe, "--replay", recorded[1], "--param", "url=https://e.example")
    assert result.exit_code == 4, result.output
    assert "limit was recorded as 2" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--replay", "x.har", "--reply", "/a={}"], "--replay: cannot be combined"),
        (["--replay", "x.txt"], "not a recording: that is a .har file"),
        (["--replay", "x.har"], "cannot read the recording"),
        (["--record", "/no/such/folder/x.har"], "cannot write there"),
    ],
)
def test_a_wrong_recording_is_one_message(probe: Path, arguments: list[str], said: str) -> None:
    result = invoke("run", probe, *arguments)
    assert result.exit_code in (2, 3)
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_scenario_names_a_recording_as_its_vendor(
    recorded: tuple[dict[str, Any], Path], probe: Path, tmp_path: Path
) -> None:
    told, har = recorded
    scenario = tmp_path / "s.yml"
    scenario.write_text(
        "integration: Probe\nvendor: tenant.har\nparams: {url: 'https://e.example'}\n"
        "expect: {delivered: 6, missed: 0, duplicated: 0, failed: 0, cycles: 4}\n"
    )
    again = report(scenario)
    assert names(again) == names(told)
    assert again["vendor_label"] == "tenant.har"
    assert again["clock"]["start"] == told["clock"]["start"]
    assert again["clock"]["interval_s"] == told["clock"]["interval_s"]
    # Beyond its last answer a recording has nothing: no more cycles to drain a backlog.
    assert len(again["cycles"]) == 4
    # A check knows no options, and runs it on the clock of the recording all the same.
    checked = invoke("check", scenario, "--jobs", 1)
    assert checked.exit_code == 0, checked.output
    scenario.write_text(scenario.read_text() + "start: 2024-02-01\ncycles: 2\n")
    later = report(scenario)
    assert (later["clock"]["start"], names(later)[0]) == ("2024-02-01T00:00:00Z", ["A0", "A1"])
    assert har.exists()


def test_troubleshoot_records_one_fetch_and_replays_it(
    probe: Path, url: str, tmp_path: Path
) -> None:
    har = tmp_path / "one.har"
    live = ("--network", "allow", "--param", f"url={url}", "--param", f"apikey={KEY}")
    result = invoke("troubleshoot", probe, *live, "--record", har)
    assert result.exit_code == 0, result.output
    assert len(json.loads(har.read_text(encoding="utf-8"))["log"]["entries"]) == 2
    assert KEY not in har.read_text(encoding="utf-8")
    again = invoke("troubleshoot", probe, "--replay", har, "--param", "url=https://e.example")
    assert again.exit_code == 0, again.output
    assert "2 incidents returned, none created" in again.output
    assert "A0" in again.output
    both = invoke("troubleshoot", probe, "--replay", har, "--vendor", "v.py")
    assert both.exit_code == 2
    assert "--replay: cannot be combined" in both.output


def test_a_starter_of_many_events_has_them_in_a_file_beside(probe: Path, tmp_path: Path) -> None:
    alerts = [{"id": f"A{n}", "created": f"2024-05-06T08:{n + 1:02}:00Z"} for n in range(20)]
    entries = [
        {
            "startedDateTime": f"2024-05-06T09:0{cycle}:00Z",
            "time": 0,
            "request": {"method": method, "url": f"https://a.example{path}"},
            "response": {"status": 200, "content": {"text": json.dumps(answer)}},
        }
        for cycle in range(2)
        for method, path, answer in (
            ("POST", "/login", {"access_token": "t"}),
            ("GET", "/alerts?since=2024-05-06T08:00:00Z&limit=2", {"alerts": alerts}),
        )
    ]
    har = tmp_path / "many.har"
    har.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "--from", har, "-o", file)
    assert result.exit_code == 0, result.output
    beside = tmp_path / "starter.events.jsonl"
    rows = [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [f"A{n}" for n in range(20)]
    assert "events: {load: starter.events.jsonl}" in file.read_text(encoding="utf-8")
    again = report(file)
    assert again["vendor"]["events"] == 20
    assert {name for cycle in names(again) for name in cycle} == {row["id"] for row in rows}
    kept = invoke("init", probe, "--from", har, "-o", tmp_path / "other.yml")
    assert kept.exit_code == 0
    file.unlink()
    assert invoke("init", probe, "--from", har, "-o", file).exit_code == 2
    assert not file.exists()


def test_a_starter_from_a_recording_brings_its_incidents(
    recorded: tuple[dict[str, Any], Path], probe: Path, tmp_path: Path
) -> None:
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "--from", recorded[1], "-o", file)
    assert result.exit_code == 0, result.output
    assert "POST /login, GET /alerts; 6 events of 8 recorded answers" in result.output
    again = report(file)
    assert {name for cycle in names(again) for name in cycle} == {f"A{n}" for n in range(6)}
    assert (again["vendor"]["missed"], again["summary"]["failed"]) == (0, 0)
    assert invoke("init", probe, "--from", recorded[1], "-o", file).exit_code == 2
