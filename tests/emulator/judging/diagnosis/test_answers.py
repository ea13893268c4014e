"""Whether an answer says that there are more events."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.judging.diagnosis.answers import has_more_pages
from xfetch.emulator.record.entries import Exchange

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
ROWS = [{"id": 1, "next": "step"}, {"id": 2, "total": 9}]


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ({"rows": ROWS, "next": "k2"}, True),
        ({"rows": ROWS, "next": None}, False),
        ({"response": {"rows": ROWS, "paging": {"next": "k2"}}}, True),
        ({"data": {"rows": ROWS, "pageInfo": {"endCursor": "k2", "hasNextPage": True}}}, True),
        # A cursor is there on the last page too.
        ({"data": {"rows": ROWS, "pageInfo": {"endCursor": "k2", "hasNextPage": False}}}, False),
        ({"rows": ROWS, "meta": {"page": 1, "pages": 3}}, True),
        ({"rows": ROWS, "meta": {"page": 3, "pages": 3}}, False),
        ({"rows": ROWS, "meta": {"total": 5}}, True),
        ({"rows": ROWS, "meta": {"total": 2}}, False),
        # Every answer of an OData product has it.
        ({"value": ROWS, "@odata.context": "https://a.example/$metadata"}, False),
        ({"value": ROWS, "@odata.nextLink": "https://a.example/?skip=2"}, True),
        # What an event says of itself is not about pages.
        ({"rows": ROWS}, False),
        (ROWS, False),
    ],
)
def test_an_answer_says_that_there_are_more_events(body: Any, more: bool) -> None:
    exchange = Exchange(0, AT, "GET", "https://a.example/", response_body=json.dumps(body))
    assert bool(has_more_pages(exchange)) is more
