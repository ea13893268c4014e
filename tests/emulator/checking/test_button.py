"""The Test button: what the code answers, and whether the first fetch agrees."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree as ET

import pytest
from jsonschema import validate

from tests.emulator import worlds
from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.checking.button import Pressed, _opened_twice, press
from xfetch.emulator.checking.button_reports import BUTTON_REPORTS
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.record.entries import Exchange, Line, Record
from xfetch.emulator.record.fetch_run import INTERRUPTED, FetchRun, LastRunChange
from xfetch.emulator.request.request import InstanceParams, Product, Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
CODE = """
import json
import demistomock as demisto
import requests
def ask(path):
    answer = requests.get("https://probe.example.com" + path)
    answer.raise_for_status()
    return answer.json()
if demisto.command() == "test-module":
    TEST
elif demisto.command() == "fetch-incidents":
    FETCH
"""
VENDOR = """
class Vendor:
    def handle(self, request, now):
        return [] if request.path == "/alerts" else {"status": 500}
"""
FETCHES = 'ask("/alerts"); demisto.incidents([])'
ASKS = 'ask("/alerts"); demisto.results("ok")'


def pressed(folder: Path, test: str, fetch: str = FETCHES, **params: str) -> Pressed:
    yml = worlds.YML.replace(
        "- {name: isFetch", "- {name: max_fetch, display: M, type: 0}\n- {name: isFetch"
    )
    text = CODE.replace("TEST", test).replace("FETCH", fetch)
    target = worlds.write_raw(folder, text, yml=yml)
    request = Request(
        target,
        RunSettings(cycles=1),
        instance=InstanceParams({"max_fetch": "50", **params}),
        product=Product(vendor_file=worlds.vendor(folder, VENDOR)),
        isolation=Isolation("inline"),
        stated=frozenset(),
    )

    def run(asked: Request) -> Outcome:
        return emulate(prepare(asked), traced=False)

    return press(request, run)


def test_an_honest_button(tmp_path: Path) -> None:
    found = pressed(tmp_path, ASKS)
    assert (found.test.answer, found.problems, found.notes) == ("ok", (), ())
    assert found.denied is not None
    assert "401" in found.denied.error
    assert found.fetch is not None
    assert found.fetch.is_ok
    assert found.exit_code() == 0


@pytest.mark.parametrize(
    ("test", "fetch", "problem"),
    [
        ('demisto.results("ok")', FETCHES, "sent no request"),
        ('requests.get("https://probe.example.com/alerts"); demisto.results("ok")', FETCHES, "401"),
        (ASKS, 'ask("/other")', "the first fetch-incidents failed"),
        ('ask("/other")', FETCHES, "Test failed, and the first fetch-incidents succeeded"),
        ('ask("/alerts")', FETCHES, "answered nothing"),
        (ASKS + '; demisto.setLastRun({"a": "1"})', FETCHES, "sets the last run"),
        (ASKS + "; demisto.incidents([])", FETCHES, "sends incidents"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, test: str, fetch: str, problem: str) -> None:
    found = pressed(tmp_path, test, fetch)
    assert any(problem in one.message for one in found.problems), found.problems
    assert found.exit_code() == 1


def test_another_text_than_ok_is_a_failure(tmp_path: Path) -> None:
    found = pressed(tmp_path, 'ask("/alerts"); demisto.results("bad key")', 'ask("/other")')
    assert (found.test.answer, found.test.is_ok) == ("bad key", False)
    assert found.denied is None
    assert found.exit_code() == 1


def test_a_run_that_the_user_interrupted_has_no_result() -> None:
    stopped = cast(Outcome, SimpleNamespace(stop=INTERRUPTED, runs=()))
    with pytest.raises(KeyboardInterrupt):
        press(Request("Acme.py", RunSettings(), stated=frozenset()), lambda asked: stopped)


@pytest.mark.parametrize(
    ("key", "box"),
    [
        ("isfetchevents", "isFetchEvents"),
        ("isfetchassets", "isFetchAssets"),
        ("feed", "feed"),
    ],
)
def test_the_box_of_each_kind_of_fetch_is_on(tmp_path: Path, key: str, box: str) -> None:
    yml = worlds.YML.replace("isfetch: true", f"{key}: true").replace("isFetch", box)
    sees = "demisto.results(str(demisto.params()[BOX]) + str(demisto.getLastRun()))"
    text = CODE.replace("TEST", sees).replace("FETCH", "pass").replace("BOX", repr(box))
    target = worlds.write_raw(tmp_path, text, yml=yml)
    product = Product(vendor_file=worlds.vendor(tmp_path, VENDOR))
    request = Request(
        target,
        RunSettings(cycles=1),
        product=product,
        isolation=Isolation("inline"),
        stated=frozenset(),
    )
    found = press(request, lambda asked: emulate(prepare(asked), traced=False))
    assert found.test.answer == "True{}"


def test_it_is_called_as_the_server_does(tmp_path: Path) -> None:
    sees = "demisto.results(json.dumps([demisto.params()['isFetch'], demisto.getIntegrationContext()]))"
    assert pressed(tmp_path, sees).test.answer == "[true, {}]"


@pytest.mark.parametrize(("limit", "note"), [("", "is blank"), ("500", "is 500"), ("200", "")])
def test_a_blank_or_large_limit_is_information(tmp_path: Path, limit: str, note: str) -> None:
    found = pressed(tmp_path, ASKS, max_fetch=limit)
    assert [note in one for one in found.notes] == ([True] if note else [])
    assert found.exit_code() == 0


def test_the_reports_of_a_button_that_lies(tmp_path: Path) -> None:
    found = pressed(tmp_path, ASKS + '; demisto.setLastRun({"a": "1"})', max_fetch="")
    document = json.loads("".join(BUTTON_REPORTS["json"](found)))
    validate(document, document_schema("test"))
    assert document["test"] == {
        "command": "test-module",
        "ok": True,
        "answer": "ok",
        "error": "",
    }
    assert (document["ok"], document["answered"]) == (False, True)
    (problem,) = document["problems"]
    assert problem["name"] == "changes-something"
    assert problem["line"].endswith("Probe.py:10")
    assert len(document["notes"]) == 1
    suite = ET.fromstring("".join(BUTTON_REPORTS["junit"](found)))[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["test-module", "changes-something"]
    page = "".join(BUTTON_REPORTS["markdown"](found))
    assert "test-module answered: ok" in page
    assert "- test-module sets the last run" in page


def test_the_reports_of_a_test_that_fails(tmp_path: Path) -> None:
    found = pressed(tmp_path, 'ask("/alerts"); demisto.results("bad key")', 'ask("/other")')
    document = json.loads("".join(BUTTON_REPORTS["json"](found)))
    validate(document, document_schema("test"))
    assert (document["test"]["ok"], document["test"]["answer"]) == (False, "bad key")
    assert document["problems"] == []
    suite = ET.fromstring("".join(BUTTON_REPORTS["junit"](found)))[0]
    assert [case.get("name") for case in suite] == ["test-module"]
    assert suite.get("failures") == "1"


BINDS = """
import demistomock as demisto
import requests
import socket
requests.get("https://probe.example.com/alerts").raise_for_status()
def listen(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", port))
        return one.getsockname()[1]
free = listen(0)
if demisto.command() == "test-module":
    WHERE
    demisto.results("ok")
elif demisto.command() == "long-running-execution":
    HTTPServer(("", free), None)
"""


@pytest.mark.parametrize(
    ("where", "again", "yml"),
    [
        ("listen(free)", True, "longRunning: true"),
        ("listen(0)", False, "longRunning: true"),
        ("listen(free)", False, "longRunning: false"),
    ],
)
def test_a_port_that_the_running_integration_holds(
    tmp_path: Path, where: str, again: bool, yml: str
) -> None:
    listening = worlds.YML.replace("isfetch: true", yml)
    text = BINDS.replace("WHERE", where)
    target = worlds.write_raw(tmp_path, text, yml=listening)
    request = Request(
        target,
        RunSettings(cycles=1),
        product=Product(vendor_file=worlds.vendor(tmp_path, VENDOR)),
        isolation=Isolation("inline"),
        stated=frozenset(),
    )
    found = press(request, lambda asked: emulate(prepare(asked), traced=False))
    assert (found.test.answer, found.exit_code()) == ("ok", 0)
    told = [note for note in found.notes if "at which the running integration listens" in note]
    assert len(told) == again
    assert all("test-module binds port" in note and ".py:8)" in note for note in told)


def _ran(command: str, url: str, **headers: str) -> FetchRun:
    asked = Exchange(0, AT, "GET", url, tuple(headers.items()), line=Line("Acme.py", 7))
    unchanged = LastRunChange({}, None, {}, was_set=False, saved=False)
    return FetchRun(1, AT, AT, "ok", "", unchanged, record=Record((asked,)), command=command)


def test_the_socket_of_a_running_integration_is_not_opened_again() -> None:
    stream = "https://acme.example/stream"
    running = _ran("long-running-execution", f"{stream}?ticket=1", Upgrade="websocket")
    again = _ran("test-module", f"{stream}?ticket=2", Upgrade="websocket")
    (problem,) = _opened_twice(again, running)
    assert (problem.name, problem.line) == ("opens-the-socket-again", Line("Acme.py", 7))
    assert not list(_opened_twice(_ran("test-module", stream), running))
    assert not list(_opened_twice(again, _ran("long-running-execution", stream)))
    assert not list(_opened_twice(again, _ran("fetch-incidents", stream, Upgrade="websocket")))
    assert not list(_opened_twice(again, None))
