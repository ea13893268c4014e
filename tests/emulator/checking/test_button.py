"""The Test button: what the code answers, and whether the first fetch agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.checking.button import Pressed, press
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.request import InstanceParams, Product, Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings

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
    assert any(problem in one for one in found.problems), found.problems
    assert found.exit_code() == 1


def test_another_text_than_ok_is_a_failure(tmp_path: Path) -> None:
    found = pressed(tmp_path, 'ask("/alerts"); demisto.results("bad key")', 'ask("/other")')
    assert (found.test.answer, found.test.is_ok) == ("bad key", False)
    assert found.denied is None
    assert found.exit_code() == 1


def test_it_is_called_as_the_server_does(tmp_path: Path) -> None:
    sees = "demisto.results(json.dumps([demisto.params()['isFetch'], demisto.getIntegrationContext()]))"
    assert pressed(tmp_path, sees).test.answer == "[true, {}]"


@pytest.mark.parametrize(("limit", "note"), [("", "is blank"), ("500", "is 500"), ("200", "")])
def test_a_blank_or_large_limit_is_information(tmp_path: Path, limit: str, note: str) -> None:
    found = pressed(tmp_path, ASKS, max_fetch=limit)
    assert [note in one for one in found.notes] == ([True] if note else [])
    assert found.exit_code() == 0
