"""The events in a recording's answers, with their ids and times guessed."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.recording.answered import Answered
from xfetch.emulator.recording.event_fields import event_fields
from xfetch.emulator.recording.events_found import event_lists, events_in

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def answered(path: str, document: Any, status: int = 200) -> Answered:
    return Answered(
        AT, "GET", f"https://a.example{path}", status=status, body=json.dumps(document).encode()
    )


def test_each_event_counts_once_as_first_answered() -> None:
    one = {"id": 7, "created_at": "2024-01-01T00:00:05Z", "state": "new"}
    two = {"id": 8, "created_at": "2024-01-01T00:00:01Z", "state": "new"}
    changed = {**one, "state": "closed"}
    found = events_in(
        [
            answered("/alerts?since=1704067200", {"data": {"alerts": [one]}, "total": 1}),
            answered("/alerts?since=1704067205", {"data": {"alerts": [changed, two]}}),
            answered("/alerts?since=1704067206", {"data": {"alerts": []}}),
        ]
    )
    assert [(event.id, event.fields["state"]) for event in found] == [("8", "new"), ("7", "new")]
    assert found[0].created == found[0].visible == AT.replace(second=1)


def test_the_place_of_the_list_is_known() -> None:
    document = {"errors": [{"code": 1}], "data": {"items": [{"uuid": "x", "time": 1704067200}]}}
    (found,) = event_lists([answered("/v1/x", document)])
    assert (found.route, found.path) == ("/v1/x", "data.items")
    assert (found.fields.id, found.fields.created) == ("uuid", "time")


@pytest.mark.parametrize(
    "document", [{"access_token": "t"}, [], [{"name": "no id"}], [1, 2], "text", [{"id": 1}]]
)
def test_what_holds_no_event_is_left_out(document: Any) -> None:
    assert events_in([answered("/x", document)]) == ()


def test_an_error_is_no_source_of_events() -> None:
    assert events_in([answered("/x", [{"id": 1, "created": 1704067200}], status=400)]) == ()


@pytest.mark.parametrize(
    ("event", "created"),
    [
        ({"id": 1, "updated": 1704067300, "created": 1704067200}, "created"),
        ({"id": 1, "expirationTime": 1804067300, "detectedAt": "2024-01-01"}, "detectedAt"),
        (
            {"id": 1, "lastUpdateTime": 1704067300, "createdDateTime": "2024-01-01T00:00:00Z"},
            "createdDateTime",
        ),
        ({"id": 1, "meta": {"creation_time": 1704067200123}}, "meta.creation_time"),
        ({"id": 1, "modified": "2024-01-01T00:00:00Z"}, "modified"),
        ({"id": 1, "lastSeen": 1704067300, "firstSeen": 1704067200}, "firstSeen"),
    ],
)
def test_the_time_of_creation_comes_before_other_times(event: Any, created: str) -> None:
    fields = event_fields([[event]])
    assert fields is not None
    assert fields.created == created
