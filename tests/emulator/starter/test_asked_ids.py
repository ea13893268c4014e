"""Ids of events in requests and answers, and numbers that only look like some."""

from __future__ import annotations

from typing import Any

import pytest

from xfetch.emulator.starter.asked_ids import asked_ids, changed_ids, id_list
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.guessed_api import inline_limit

IDS = frozenset(["1", "2", "3", "ldt:12345", "ldt:12346"])


@pytest.mark.parametrize(
    ("asked", "reference"),
    [
        ({"body.ids[0]": "ldt:12345", "body.ids[1]": "ldt:12346"}, "body.ids"),
        ({"body.data[0].id": 2, "body.data[0].ack": True}, "body.data[*].id"),
        ({"body.data[0].alertId": 2}, "body.data[*].alertId"),
        ({"query.ids": "1,3"}, "query.ids"),
        ({"query.alert": "ldt:12345"}, "query.alert"),
        ({"body.severity[0]": 3, "query.page": 2, "query.limit": "3", "query.grid": "1"}, ""),
        ({"query.ids": "1,9", "body.ids[0]": "ldt:9"}, ""),
    ],
)
def test_ids_in_a_request(asked: dict[str, Any], reference: str) -> None:
    assert asked_ids(Endpoint("POST", "/a", False, asked), IDS) == reference


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"meta": {"n": 2}, "resources": ["ldt:12345"]}, "resources"),
        ({"data": {"alert_ids": [1, 2]}}, "data.alert_ids"),
        (["ldt:12345", "ldt:12346"], ""),
        ({"severities": [1, 2, 3], "ids": [], "other_ids": [1, 7]}, None),
        ("1", None),
    ],
)
def test_ids_in_an_answer(document: Any, path: str | None) -> None:
    assert id_list(document, IDS) == path


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("alerts | where time > 1704063600000 | head 20", "query.q|after 'head '"),
        (
            'query { issues(first:5, since: "2024-01-01T00:00:00Z") { id } }',
            "query.q|after 'first:'",
        ),
        ("persistedTime=gt=2024-01-01T00:00:00Z;state==open", ""),
    ],
)
def test_a_limit_inside_a_text(text: str, limit: str) -> None:
    assert inline_limit("query.q", text) == limit


@pytest.mark.parametrize(
    ("method", "path", "asked", "named"),
    [
        ("POST", "/alerts/acknowledge", {"body.ids[0]": "1001"}, "body.ids"),
        ("POST", "/alerts/{id}/close", {"body.by": "joe"}, "path.id"),
        ("DELETE", "/alerts", {"query.ids": "1001,1002"}, "query.ids"),
        ("PATCH", "/alerts", {"body.items[0].id": "1001"}, "body.items[*].id"),
        ("POST", "/alerts/entities", {"body.ids[0]": "1001"}, ""),
        ("GET", "/alerts/read", {"query.ids": "1001"}, ""),
        ("PUT", "/alerts", {"body.limit": 50}, ""),
    ],
)
def test_the_events_that_a_request_changes(
    method: str, path: str, asked: dict[str, Any], named: str
) -> None:
    endpoint = Endpoint(method, path, False, asked)
    assert changed_ids(endpoint, ["1001", "1002"]) == named
