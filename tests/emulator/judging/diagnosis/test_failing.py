"""Why a fetch failed: on nothing new, or at a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.diagnosis.failing import failing
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.entries import Json, Line
from xfetch.emulator.record.fetch_run import Failure, FetchRun

from .scenes import AT, FILE, fetch, request


@pytest.mark.parametrize(
    ("state", "got", "cause"),
    [
        ({}, (), "crash-on-nothing-new"),
        ({"since": 7, "seen": "a1 a2"}, ("a1", "a2"), "crash-on-nothing-new"),
        ({"since": 7, "seen": "a1"}, ("a1", "a2"), "record-poisons"),
        ({"since": 7, "seen": "a12"}, ("a1",), "record-poisons"),
    ],
)
def test_an_answer_with_known_events_only_has_nothing_new(
    state: Json, got: tuple[str, ...], cause: str
) -> None:
    found = failing(_failed("IndexError: list index out of range", state, got), "XF407", 3)
    assert found.code == cause


def test_another_error_than_that_of_an_empty_list_is_none_of_nothing_new() -> None:
    found = failing(
        _failed("ZeroDivisionError: division by zero", {"seen": "a1"}, ("a1",)), "XF407", 3
    )
    assert found.code == "record-poisons"


def _failed(text: str, state: Json, got: tuple[str, ...]) -> Scene:
    failure = Failure(text, text.partition(":")[0], Line(FILE, 9))
    run = replace(
        fetch(3), status="error", failure=failure, last_run=replace(fetch(3).last_run, before=state)
    )
    asked = (Asked(request(1), AT, frozenset(got)),)
    passage = Passage(3, AT, AT, True, 0, asked, asked[0], None)
    runs: dict[int, FetchRun] = {2: fetch(2), 3: run}
    return Scene("", {}, Identity("id", True, False), runs, {3: passage}, {})


def test_a_state_that_lacks_a_key_leads_to_the_line_that_made_it(tmp_path: Path) -> None:
    code = """
        import demistomock as demisto
        import requests
        def fetch(last_run):
            known = last_run["known"] + 1
            requests.get("https://p.example.com/all")
            return {"ids": []}, []
        state, incidents = fetch(demisto.getLastRun() or {"known": 0})
        demisto.setLastRun(state)
        demisto.incidents(incidents)
    """
    answers = "class Vendor:\n    def handle(self, request, now):\n        return []\n"
    path = worlds.vendor(tmp_path, answers)
    outcome = worlds.run(worlds.write_raw(tmp_path, code), 4, vendor_file=path)
    (finding,) = [one for one in outcome.findings if one.rule == "XF214"]
    assert finding.cause is not None
    assert [place.line.number for place in finding.cause.places][:2] == [5, 7]
