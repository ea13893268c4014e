"""Whether an answer says that there are more events."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.judging.diagnosis.answers import (
    has_more_pages,
    ids_in_order,
    pages_between,
    pages_left,
)
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


@pytest.mark.parametrize(
    "body",
    [
        # "14" stands in the time of the event before it too.
        [{"id": "13", "at": "12:14:52"}, {"id": "14", "at": "12:15:00"}],
        {"found": [{"at": "12:14:52", "id": 13}, {"at": "12:15:00", "id": 14}]},
        ["13", "14"],
        "13;14",
    ],
)
def test_the_order_of_ids_is_that_of_the_items(body: Any) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    assert ids_in_order(text, frozenset({"13", "14", "15"}), "id") == ("13", "14")


@pytest.mark.parametrize(
    ("asked", "pages", "said"),
    [
        ((1, 2), 11, "page 2 of 11"),
        ((1, 2), 2, ""),
        # The last page, where they are counted from 0.
        ((0, 1), 2, ""),
        ((), 11, ""),
    ],
)
def test_a_fetch_that_left_pages_out(asked: tuple[int, ...], pages: int, said: str) -> None:
    body = json.dumps({"rows": ROWS, "pages": pages})
    urls = [f"https://a.example/?page={number}&size=10" for number in asked] or [
        "https://a.example/"
    ]
    assert pages_left(Exchange(0, AT, "GET", url, response_body=body) for url in urls) == said


@pytest.mark.parametrize(
    ("query", "between"),
    [
        (("page=1&size=10", "page=3&size=10", "page=5&size=10"), (1, 3)),
        (("page=2", "page=1", "page=3"), None),
        (("page=7",), None),
        # The numbers count events.
        (("page=0&size=10", "page=10&size=10", "page=20&size=10"), None),
        ((), None),
    ],
)
def test_page_numbers_between_two_that_were_asked_for(
    query: tuple[str, ...], between: tuple[int, int] | None
) -> None:
    exchanges = (Exchange(0, AT, "GET", f"https://a.example/?{one}") for one in query)
    assert pages_between(exchanges) == between
