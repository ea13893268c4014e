"""Why a fetch failed: on nothing new, or at a record."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
