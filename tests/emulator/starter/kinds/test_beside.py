"""A list beside the events has one item, the same in each answer."""

from __future__ import annotations

from xfetch.emulator.record.entries import CheckedJson
from xfetch.emulator.starter.kinds.beside import asks_for_one_item, with_one_item

EVENT: CheckedJson = {
    "id": "@id int",
    "at": "@created iso.3",
    "tags": ["{title}"],
    "size": {"choice": [5]},
    "**": "@fields",
}


def test_one_item_with_the_keys_of_an_event() -> None:
    route: CheckedJson = {
        "get": "/accounts",
        "order": "created",
        "page": {"limit": "query.limit"},
        "answer": {"json": {"data": "@events", "total": "@total"}, "status": 206},
    }
    item = {"id": 9000001, "at": "@now iso.3", "tags": ["xfetch"], "size": 5}
    assert with_one_item(route, EVENT) == {
        "get": "/accounts",
        "answer": {"json": {"data": [item], "total": "@total"}, "status": 206},
    }


def test_a_path_with_the_id_of_the_one_item_is_that_with_a_variable() -> None:
    places = (("GET", "/a/{id}/alerts"), ("GET", "/alert/{id}"), ("POST", "/b/{id}"))
    asked = (
        ("GET", "/a/9000001/alerts"),
        ("GET", "/alert/search"),
        ("GET", "/b/9000001"),
        places[0],
    )
    assert [asks_for_one_item(one, places) for one in asked] == [True, False, False, False]
