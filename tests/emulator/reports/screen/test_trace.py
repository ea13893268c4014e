"""The trace on a narrow terminal: a request is cut around the start of its window."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.emulator.judging.verdict.worlds import ID, at, fetch
from xfetch.emulator.judging.known_events import KnownEvents
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.reports.screen.styled import UNBOUNDED, plain
from xfetch.emulator.reports.screen.trace import request_lines, trace_lines


def traced(url: str, width: int, body: str = "", failure: str = "") -> list[str]:
    exchange = Exchange(
        0, at(10), "GET", url, request_body=body, status=None if failure else 200, failure=failure
    )
    run = replace(fetch(1), record=Record((exchange,)))
    return [plain(line) for line in trace_lines(run, width)]


@pytest.mark.parametrize("form", ["2024-01-01T00:00:05Z", "2024-01-01T00%3A00%3A05Z", "1704067205"])
def test_the_start_and_the_answer_stay(form: str) -> None:
    url = f"https://x.example/api/v1/alerts?fields={'y' * 90}&since={form}&limit=50&z={'z' * 90}"
    (line,) = traced(url, 80)
    assert f"since={form}" in line
    assert line.startswith("     +9.000s GET …")
    assert line.endswith("-> 200 (0s)")
    assert len(line) <= 80
    assert url in traced(url, UNBOUNDED)[0]


def test_a_body_is_cut_the_same_way() -> None:
    body = f'{{"query": "{"q" * 90}", "since": "2024-01-01T00:00:05Z", "more": "{"m" * 90}"}}'
    _, shown = traced("https://x.example/search", 80, body)
    assert "2024-01-01T00:00:05Z" in shown
    assert len(shown) <= 80


def test_a_long_failure_leaves_room_for_the_request() -> None:
    (line,) = traced(f"https://x.example/a?since=1704067205&b={'b' * 90}", 80, failure="f" * 200)
    assert "since=1704067205" in line
    assert len(line) <= 80


def requested(width: int, ids: Sequence[str], *, truth: bool = True, **more: str) -> list[str]:
    held = json.dumps([{"id": one} for one in ids])
    url = f"https://x.example/alerts?since=1704067205&fields={'y' * 60}"
    exchange = Exchange(0, at(10), "GET", url, status=200, response_body=held, **more)
    run = replace(fetch(1), record=Record((exchange,)))
    known = KnownEvents(ID, tuple(map(str, range(10, 30))), truth)
    return [plain(line) for line in request_lines(run, width, known)]


def test_a_request_is_whole_with_the_events_of_its_answer() -> None:
    (line,) = requested(UNBOUNDED, ["12", "11"])
    assert line.endswith(f"GET https://x.example/alerts?since=1704067205&fields={'y' * 60}"
                         " -> 200 (0s), 2 events: 11, 12")  # fmt: skip


def test_a_request_is_not_cut_on_a_narrow_terminal() -> None:
    asked, came = requested(70, [str(number) for number in range(10, 30)])
    assert asked.endswith("y" * 60)
    assert came == "       -> 200 (0s), 20 events: 10, 11, 12, 13, 14, 15 and 14 more"
    assert requested(70, ["7"])[1] == "       -> 200 (0s), no event"


def test_a_body_follows_its_request() -> None:
    lines = requested(UNBOUNDED, ["11"], request_body='{"a":\n 1}', truth=False)
    assert lines[0].endswith("1 known event: 11")
    assert lines[1] == '       > {"a": 1}'
