"""Orders: a product's own, and every spelling in which a request asks for another."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.emulator.product.declared.worlds import client, event
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.route.order import spelled
from xfetch.emulator.product.declared.store.query import OrderKey
from xfetch.emulator.settings.section import SectionError

TIMELINE = [event("a", 1, rank=3), event("b", 2, rank=1), event("c", 3, rank=3)]


def asked(order: str, query: str = "", timeline: list[Any] = TIMELINE) -> Any:
    section = f"routes: [{{get: /a, order: {order}, answer: {{json: '@ids'}}}}]"
    served = client(section, timeline)
    answer = served.ask("GET", f"/a?{query}")
    return "".join(served.get(f"/a?{query}")) if answer.status == 200 else answer.status


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("created", "abc"),
        ("-created", "cba"),
        ("created desc", "cba"),
        ("{by: created, ascending: false}", "cba"),
        ("-rank", "cab"),
        ("[-rank, created]", "acb"),
        ("'rank desc, created desc'", "cab"),
    ],
)
def test_the_order_when_nobody_asks(order: str, found: str) -> None:
    assert asked(order) == found


def test_without_any_word_of_it_the_oldest_come_first() -> None:
    served = client("routes: [{get: /a, answer: {json: '@ids'}}]", TIMELINE[::-1])
    assert served.get("/a") == ["a", "b", "c"]


def test_unspecified_is_shuffled_and_stays_so_from_page_to_page() -> None:
    timeline = [event(n, n) for n in range(30)]
    section = """
    routes:
    - {get: /a, order: unspecified, page: {limit: 7, offset: query.o}, answer: {json: "@ids"}}
    """
    served = client(section, timeline)
    pages = [served.get(f"/a?o={offset}") for offset in range(0, 35, 7)]
    seen = [identity for page in pages for identity in page]
    assert seen != sorted(seen, key=int)
    assert sorted(seen, key=int) == [str(n) for n in range(30)]


DESCENDING = [
    "-created",
    "created desc",
    "created,desc",
    "created.desc",
    "created:desc",
    "created|DESC",
    "created DESCENDING",
    '{"created": "desc"}',
    '{"created": {"order": "desc"}}',
    '{"created": -1}',
    '[{"field": "created", "order": "desc"}]',
    '[{"field": "created", "direction": "DESCENDING"}]',
    '{"field": "created", "keyword": "desc"}',
    '["-created"]',
    '[{"created": "desc"}, {"rank": "asc"}]',
]


@pytest.mark.parametrize("spelling", DESCENDING)
def test_descending_in_any_spelling(spelling: str) -> None:
    assert asked("{asked: query.sort}", f"sort={quote(spelling)}") == "cba"


@pytest.mark.parametrize(
    "spelling",
    ["created", "+created", "created asc", "created,asc", "created.asc", '{"created": 1}'],
)
def test_ascending_in_any_spelling(spelling: str) -> None:
    assert asked("{by: -created, asked: query.sort}", f"sort={quote(spelling)}") == "abc"


def test_names_of_requests_and_a_direction_of_its_own() -> None:
    order = "{asked: query.$orderby, direction: query.dir, fields: {createdDateTime: created}}"
    assert asked(order, "$orderby=createdDateTime&dir=desc") == "cba"
    assert asked(order, "dir=DESC") == "cba"
    assert asked(order, "$orderby=createdDateTime%20desc") == "cba"


def test_several_keys() -> None:
    assert asked("{asked: query.s}", "s=rank%20desc,created%20desc") == "cab"
    assert asked("{asked: query.s}", "s=-rank&s=created") == "acb"


def test_an_order_in_the_body() -> None:
    section = "routes: [{post: /a, order: {asked: body.sort}, answer: {json: '@ids'}}]"
    body = {"sort": [{"field": "created", "order": "desc"}]}
    assert client(section, TIMELINE).post("/a", body) == ["c", "b", "a"]


@pytest.mark.parametrize("query", ["sort=a%20b", "sort={", "sort=[]", "sort={%22a%22:%22up!%22}"])
def test_what_is_no_order_is_a_bad_request(query: str) -> None:
    assert asked("{asked: query.sort}", query) == 400


def test_directions_are_not_taken_for_fields() -> None:
    assert spelled("a,desc,b,asc") == (OrderKey("a", True), OrderKey("b", False))


@pytest.mark.parametrize(
    ("order", "named"),
    [("a b", "not an order"), ({"by": 5}, "not an order"), ({"bye": "a"}, "did you mean 'by'")],
)
def test_mistakes_are_named(order: Any, named: str) -> None:
    with pytest.raises(SectionError, match=named):
        parse_api({"routes": [{"get": "/a", "order": order}]})
