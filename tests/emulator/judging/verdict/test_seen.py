from __future__ import annotations

import pytest

from xfetch.emulator.judging.verdict.seen import ids_in

WANTED = {"1", "7", "A-9"}


@pytest.mark.parametrize(
    ("body", "leaf", "found"),
    [
        ('{"items": [{"id": 1, "severity": 7}]}', "id", {"1"}),
        ('{"items": [{"id": "A-9"}, {"id": "B"}]}', "id", {"A-9"}),
        ('{"ids": ["7", "A-9"]}', "id", {"7", "A-9"}),
        ('[{"key": "A-9", "n": 7}]', "id", {"7", "A-9"}),
        ('{"id": [1, 7]}', "id", {"1", "7"}),
        # Each event has its id under another name than the incident, and small numbers beside it.
        ('[{"alertId": 7, "severity": 1, "info": {"severityId": 1}}]', "id", {"7"}),
        ('[{"alertId": 7, "related": [1, {"number": 1}]}]', "id", {"1", "7"}),
        ('{"alertId": 7, "rows": [{"number": 1}]}', "id", {"1", "7"}),
        ('[{"hostId": 7, "number": 1}]', "id", {"1", "7"}),
        ('{"success": 1, "page": {"total": "7"}, "data": []}', "id", set()),
        ('{"alert": {"uuid": 7, "key": "A-9"}}', "id", {"7", "A-9"}),
        ("<a><id>A-9</id></a>", "id", {"A-9"}),
        ("id,severity\nA-9,high", "id", {"A-9"}),
        ("", "id", set()),
        ("[" * 100_000, "id", set()),
    ],
)
def test_ids_in_an_answer(body: str, leaf: str, found: set[str]) -> None:
    assert ids_in(body, WANTED, leaf) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('[{"id": 43, "host": {"id": 48}}]', {"43"}),
        ('[{"host": {"id": 48}, "id": "43"}]', {"43"}),
        # A page of events with a number of its own, and a group of events.
        ('{"id": 7, "data": {"id": 48}}', {"48"}),
        ('{"id": 43, "alerts": [{"id": 48}]}', {"43", "48"}),
    ],
)
def test_an_object_within_an_event_is_no_event(body: str, found: set[str]) -> None:
    assert ids_in(body, {"43", "48"}, "id") == found
