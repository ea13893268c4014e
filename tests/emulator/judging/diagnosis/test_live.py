"""A run on the real clock cannot be repeated: its record alone gives the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.cause import Cause
from xfetch.emulator.judging.failures import failed_alike
from xfetch.emulator.judging.outcome import Outcome

CRASHES = """
alert = {"id": "7", "owner": None}
demisto.incidents([{"name": alert["owner"]["mail"]}])
"""

# What differs from one fetch to the other stands in its place: what the code does with the saved ids.
FETCHES = """
import requests
state = demisto.getLastRun()
known = state.get("known", [])
answer = requests.get(demisto.params()["url"] + "/alerts", params={"since": state.get("since", "2020")})
answer.raise_for_status()
alerts = [alert for alert in answer.json()["alerts"] if %s]
demisto.setLastRun(%s)
demisto.incidents([{"name": "n", "occurred": a["time"], "rawJSON": json.dumps(a)} for a in alerts])
"""
TIME = '"2024-01-01T00:00:00Z"'


class Product(BaseHTTPRequestHandler):
    """A real product of one alert, which it shows to each request; a request for ``/gone`` is refused."""

    def do_GET(self) -> None:
        alerts = [{"id": 7, "time": "2024-01-01T00:00:00Z"}]
        body = json.dumps({"alerts": alerts}).encode()
        self.send_response(404 if "/gone" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Product)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def live(folder: Path, url: str, new: str, saved: str, cycles: int = 2) -> Outcome:
    """Fetch from the real product, on the real clock."""
    home = worlds.write(folder, FETCHES % (new, saved))
    params = {"url": url, "apikey": "k"}
    delayed = {"tick-while-running": "delayed"}
    return worlds.run(home, cycles, live=True, params=params, interval_s=0.01, assumptions=delayed)


def cause_of(outcome: Outcome, rule: str) -> Cause:
    (finding,) = [one for one in outcome.findings if one.rule == rule]
    assert outcome.traces == {}
    assert finding.cause is not None
    return finding.cause


def test_a_crash_in_a_live_run_has_its_line_its_values_and_its_record(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, CRASHES)
    outcome = worlds.run(home, 1, live=True)
    assert [run.status for run in outcome.runs] == ["error"]
    assert outcome.traces == {}
    (alike,) = failed_alike(outcome.runs)
    assert (str(alike.line), alike.values) == ("Probe.py:5", 'alert["owner"] = None')
    failure = next(iter(outcome.runs)).failure
    assert failure is not None
    assert failure.objects[0] == {"id": "7"}
    # No command shows again what the real product answered.
    assert [outcome.command_for(one) for one in outcome.findings if outcome.command_for(one)] == []


def test_the_record_of_a_live_run_shows_that_no_id_was_saved(tmp_path: Path, url: str) -> None:
    cause = cause_of(live(tmp_path, url, "True", f'{{"since": {TIME}}}'), "XF101")
    assert (cause.code, str(cause.line)) == ("asked-again", "Probe.py:7")
    # What the code compares is not known, so nothing is claimed about it.
    assert cause.because.endswith("its last run did not hold the event's id")


def test_the_record_of_a_live_run_shows_which_call_lost_the_id(tmp_path: Path, url: str) -> None:
    replaced = f'{{"since": {TIME}, "known": [a["id"] for a in alerts]}}'
    outcome = live(tmp_path, url, 'alert["id"] not in known', replaced, 3)
    cause = cause_of(outcome, "XF101")
    assert (cause.code, str(cause.line)) == ("ids-forgotten", "Probe.py:10")
    assert cause.because.startswith("cycle 2 dropped id 7 from `known`")


def test_of_a_live_run_that_kept_the_id_nothing_is_guessed(tmp_path: Path, url: str) -> None:
    kept = f'{{"since": {TIME}, "known": [str(a["id"]) for a in alerts]}}'
    cause = cause_of(live(tmp_path, url, 'alert["id"] not in known', kept), "XF101")
    assert not cause.known
    assert cause.because == (
        "not reproducible: cycle 2 was not run again; its last run held id 7, and it created the event again"
    )


def test_the_record_of_a_live_run_shows_the_request_that_is_refused(
    tmp_path: Path, url: str
) -> None:
    outcome = live(tmp_path, f"{url}/gone", "True", f'{{"since": {TIME}}}', 3)
    causes = [one.cause for one in outcome.findings if one.cause is not None]
    assert [(one.code, str(one.line)) for one in causes] == [
        ("request-fails-for-ever", "Probe.py:7")
    ]
