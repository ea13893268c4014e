"""The order that a request asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xfetch.emulator.record.entries import Json
from xfetch.emulator.starter.bounds.order import (
    AskedOrder,
    order_of,
    sorts_by_another,
    united_order,
)


@pytest.mark.parametrize(
    ("asked", "words", "told"),
    [
        ({"query.sort": "-createdAt"}, "-created", True),
        ({"query.sort": "created"}, "created", False),
        ({"query.sort": "date_asc"}, "created", True),
        ({"query.sort": "deviceTime,desc"}, "-created", True),
        ({"query.sort": "_id+ascending"}, "id", True),
        ({"query.sort": "earliest"}, "created", True),
        ({"query.descendingOrder": "True", "query.offset": "0"}, "-created", True),
        ({"query.sort": "severity"}, "severity", False),
        ({"query.order_type": "asc"}, "created", True),
        ({"query.order_field": "last_timestamp"}, "created", False),
        ({"query.sortField": "createdOn", "query.sortDescending": "false"}, "created", True),
        ({"query.sortField": "lastModified", "query.sortDescending": "true"}, "-updated", True),
        ({"query.$orderby": "properties/createdTimeUtc asc"}, "created", True),
        (
            {"body.orderBy[0].order": "ASC", "body.orderBy[0].field.name": "creationDate"},
            "created",
            True,
        ),
        ({"body.sort.attributeName": "UpdatedAt", "body.sort.orderBy": "DESC"}, "-updated", True),
        ({"body.sort[0].field": "creation_time", "body.sort[0].keyword": "asc"}, "created", True),
        ({"body.sort[0].created": "desc"}, "-created", True),
        ({"body.sorting.fieldName": "severity", "body.sorting.direction": 1}, "severity", False),
        (
            {"query.q": "SELECT Id FROM Case WHERE a > 1 ORDER BY CreatedDate DESC"},
            "-created",
            True,
        ),
        ({"query.q": "alerts | sort time asc | head 20"}, "created", True),
        ({"query.q": "ORDERBYopened_at^opened_at>2024-01-01 00:00:00"}, "created", True),
        ({"query.q": "active=true^ORDERBYDESCsys_updated_on"}, "-updated", True),
    ],
)
def test_an_order(asked: dict[str, Json], words: str, told: bool) -> None:
    found = order_of(asked)
    assert found is not None
    assert (found.words, found.told) == (words, told)


@pytest.mark.parametrize(
    ("asked", "within"),
    [
        ({"query.q": "alerts | sort time asc | sort id asc | head 20"}, "id"),
        ({"query.q": "alerts | sort time desc | sort id desc"}, "-id"),
        ({"query.sort": "time,id"}, "id"),
        ({"query.sort": "-created_at, -id"}, "-id"),
        ({"query.$orderby": "createdTime desc, id asc"}, "id"),
        ({"query.sort": "created,updated desc"}, "-updated"),
        # A direction is no second field, and a second time of the same kind says nothing new.
        ({"query.sort": "created,desc"}, ""),
        ({"query.sort": "created,created_at"}, ""),
        ({"query.sort": "created,severity"}, ""),
        ({"query.sort": '[{"field": "created"}, {"field": "id"}]'}, ""),
    ],
)
def test_a_second_field_is_the_order_within_ties(asked: dict[str, Json], within: str) -> None:
    found = order_of(asked)
    assert found is not None
    assert found.within == within
    assert not within or found.words == [words_of_first(found), within]


def words_of_first(order: AskedOrder) -> Json:
    return replace(order, within="").words


def test_no_order() -> None:
    assert order_of({"query.limit": 5, "query.type": "incident", "query.unsorted_x": "a"}) is None


def test_later_requests_decide_the_order() -> None:
    first, later = (order_of({"query.sort": text}) for text in ("_id+descending", "_id+ascending"))
    both = united_order([united_order([first, later]), later])
    assert both == AskedOrder("id", down=False, told=True, name="_id", both=True)
    assert both.words == {"by": "id", "asked": "query.sort", "fields": {"_id": "id"}}
    # Two parameters tell it together: none of them alone.
    down, up = (
        order_of({"query.sort": "_id", "query.order": way}) for way in ("descending", "ascending")
    )
    assert united_order([down, up]) == AskedOrder("id", down=False, told=False, name="_id")
    by_time = order_of({"query.sort": "created asc"})
    assert united_order([by_time, None, later]) == later
    assert united_order([None]) is None


@pytest.mark.parametrize(
    ("asked", "reference", "another"),
    [
        ({"body.sort": "first_event_time asc"}, "body.criteria.create_time.start", True),
        ({"query.sort": "createdOn asc"}, "query.createdSince", False),
        ({"query.sort": "created"}, "query.q|after 'updated>='", True),
        ({"query.sort": "reported_at"}, "query.from", False),
        ({"query.sort_direction": "asc"}, "query.created_after", False),
    ],
)
def test_another_time_may_be_sorted_than_the_filter_compares(
    asked: dict[str, Json], reference: str, another: bool
) -> None:
    order = order_of(asked)
    assert order is not None
    assert sorts_by_another(order, [reference]) is another
