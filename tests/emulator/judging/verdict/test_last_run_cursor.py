from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from xfetch.emulator.judging.verdict.last_run_cursor import Cursor, cursors_of, likeliest
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.settings.settings import DEFAULT_START

NOON, LATER = "2024-01-01T12:00:00Z", "2024-01-01T12:05:00Z"


def cursor_of(run: FetchRun) -> Cursor | None:
    return likeliest(cursors_of(run))


def fetch(before: Any, after: Any, *calls: Call) -> FetchRun:
    change = LastRunChange(before, after, after, was_set=True, saved=True)
    start = DEFAULT_START + timedelta(days=2)
    return FetchRun(1, start, start, "ok", "", change, record=Record(calls))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ({}, {"last_fetch": NOON}, "last_fetch"),
        ({"t": NOON, "end": "2030-01-01T00:00"}, {"t": LATER, "end": "2030-01-01T00:00"}, "t"),
        ({"last": 1704110400}, {"last": 1704110700000}, "last"),
        ({}, {"token_expires": LATER, "last": NOON}, "last"),
        ({}, {"alerts": {"time": NOON}}, "alerts.time"),
        ({"last_id": 4}, {"last_id": 9, "limit": 50}, "last_id"),
        ({"next": "abc"}, {"next": "def"}, "next"),
        ({"next_page_token": "abc"}, {"next_page_token": "def"}, "next_page_token"),
        ({}, {"time": NOON, "found_incident_ids": {"7": 1704200000}}, "time"),
        (NOON, LATER, ""),
        ({}, {"value": json.dumps({"time": NOON, "ids": ["7"]})}, "value.time"),
        ({}, {"latest_alert_found": NOON}, "latest_alert_found"),
        ({"last_seen": NOON}, {"last_seen": LATER}, "last_seen"),
        ({"time": "2024-01-01-12:00:00"}, {"time": "2024-01-01-12:05:00", "n": "1"}, "time"),
        ([{"time": NOON}, {"time": NOON}], [{"time": NOON}, {"time": LATER}], "1.time"),
    ],
)
def test_what_looks_like_a_cursor(before: Any, after: Any, key: str) -> None:
    cursor = cursor_of(fetch(before, after))
    assert cursor is not None
    assert cursor.key == key
    assert cursor.moved


@pytest.mark.parametrize("state", [{}, None, {"seen": ["a"]}, {"limit": 50}, {"on": True}])
def test_what_looks_like_none(state: Any) -> None:
    assert cursor_of(fetch(state, state)) is None


@pytest.mark.parametrize(
    "after", [{"access_token": "b"}, {"token_expires": "2030-01-01T00:00:00Z"}, {"counter": 5}]
)
def test_what_moves_and_is_no_position(after: Any) -> None:
    assert cursor_of(fetch({}, after)) is None


def test_what_a_login_left_in_the_context_is_no_position() -> None:
    login = {"device_code": "abc", "access_token": "t", "valid_until": NOON, "time": NOON}
    saved = Call(1, DEFAULT_START, "setIntegrationContext", {"value": login})
    assert cursor_of(fetch({}, {}, saved)) is None
    beside = Call(1, DEFAULT_START, "setIntegrationContext", {"value": login | {"next_token": "x"}})
    cursor = cursor_of(fetch({}, {}, beside))
    assert cursor is not None
    assert cursor.key == "next_token"


def test_a_cursor_in_the_integration_context() -> None:
    read = Call(0, DEFAULT_START, "getIntegrationContext", {}, {"time": NOON})
    saved = Call(1, DEFAULT_START, "setIntegrationContext", {"value": {"time": LATER}})
    cursor = cursor_of(fetch({}, {}, read, saved))
    assert cursor is not None
    assert (cursor.before, cursor.after) == (NOON, LATER)
