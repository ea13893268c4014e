"""Paging: each way to ask for the rest gives every event once, and ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.product.declared.worlds import Client, client, event, json
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

BODY = 'answer: {json: {ids: "@ids", next: "@next", url: "@next_url?", total: "@total"}}'


def served(page: str, count: int = 7, more: str = "") -> Client:
    section = f"routes: [{{get: /a, page: {page}, {more} {BODY}}}]"
    return client(section, [event(n, n) for n in range(count)])


def by_number(asked: Client) -> list[str]:
    seen: list[str] = []
    number: Any = 1
    while number is not None:
        got = asked.get(f"/a?page={number}&size=3")
        seen += got["ids"]
        number = got["next"]
    return seen


def by_offset(asked: Client) -> list[str]:
    seen: list[str] = []
    offset: Any = 0
    while offset is not None:
        got = asked.get(f"/a?offset={offset}&size=3")
        seen += got["ids"]
        offset = got["next"]
    return seen


def by_cursor(asked: Client) -> list[str]:
    seen: list[str] = []
    query = "?size=3"
    while True:
        got = asked.get(f"/a{query}")
        seen += got["ids"]
        if not got["next"]:
            return seen
        query = f"?token={got['next']}"


def by_link(asked: Client) -> list[str]:
    seen: list[str] = []
    url = "/a?size=3&keep=me"
    while True:
        got = asked.get(url)
        seen += got["ids"]
        if "url" not in got:
            return seen
        url = got["url"]
        assert "keep=me" in url


WAYS: list[tuple[str, Callable[[Client], list[str]]]] = [
    ("{limit: query.size, default: 3, number: query.page}", by_number),
    ("{limit: query.size, offset: query.offset}", by_offset),
    ("{limit: query.size, default: 3, cursor: query.token}", by_cursor),
    ("{limit: query.size, number: query.page, max: 3}", by_link),
    ("{limit: query.size, offset: query.$skip}", by_link),
    ("{limit: query.size, default: 3, cursor: query.token, last: empty}", by_link),
]


@pytest.mark.parametrize(("page", "walk"), WAYS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_all_pages_together_are_every_event_once(
    page: str, walk: Callable[[Client], list[str]], data: st.DataObject
) -> None:
    timeline = [
        event(n, data.draw(st.integers(0, 5)), rank=data.draw(st.integers(0, 2)))
        for n in range(data.draw(st.integers(0, 10)))
    ]
    order = data.draw(st.sampled_from(["created", "-created", "unspecified", "[-rank, created]"]))
    section = f"routes: [{{get: /a, order: {order}, page: {page}, {BODY}}}]"
    seen = walk(client(section, timeline))
    assert sorted(seen, key=int) == [e.id for e in timeline]


def test_a_limit_only_a_default_and_a_largest() -> None:
    asked = served("{limit: query.n, default: 2, max: 4}")
    assert asked.get("/a")["ids"] == ["0", "1"]
    assert asked.get("/a?n=3")["ids"] == ["0", "1", "2"]
    assert len(asked.get("/a?n=100")["ids"]) == 4
    assert len(served("{limit: 5}").get("/a")["ids"]) == 5
    assert len(served("{}").get("/a")["ids"]) == 7


def test_too_large_a_page_may_be_refused() -> None:
    assert served("{limit: query.n, max: 4, over_max: refuse}").ask("GET", "/a?n=5").status == 400


@pytest.mark.parametrize("query", ["n=x", "n=-1", "n=1.5"])
def test_a_page_size_that_is_none(query: str) -> None:
    assert served("{limit: query.n}").ask("GET", f"/a?{query}").status == 400


def test_total_counts_the_whole_whatever_the_page() -> None:
    asked = served("{limit: query.size, default: 3, cursor: query.token}")
    first = asked.get("/a")
    assert first["total"] == 7
    assert asked.get(f"/a?token={first['next']}")["total"] == 7


def test_pages_may_count_from_nought() -> None:
    asked = served("{limit: 3, number: query.page, first: 0}")
    assert asked.get("/a?page=0")["ids"] == ["0", "1", "2"]
    assert asked.get("/a?page=2")["ids"] == ["6"]
    assert asked.get("/a?page=9")["ids"] == []


def test_the_last_page_may_be_followed_by_an_empty_one() -> None:
    page = "{limit: 3, offset: query.o, last: empty}"
    assert served(page, count=6).get("/a?o=3")["next"] == 6
    assert served(page, count=6).get("/a?o=6") == {"ids": [], "next": None, "total": 6}
    assert served("{limit: 3, offset: query.o}", count=6).get("/a?o=3")["next"] is None


def test_nothing_may_be_null_or_an_answer_of_its_own() -> None:
    section = """
    routes:
    - {get: /list, answer: {json: {data: "@events"}}}
    - {get: /null, answer: {json: {data: "@events"}, empty: null}}
    - {get: /204, answer: {json: {data: "@events"}, if_empty: {status: 204}}}
    """
    asked = client(section)
    assert asked.get("/list") == {"data": []}
    assert asked.get("/null") == {"data": None}
    empty = asked.ask("GET", "/204")
    assert (empty.status, empty.body) == (204, b"")


def test_a_next_link_in_a_header() -> None:
    section = """
    routes:
    - get: /a
      page: {limit: 2, offset: query.skip}
      answer: {json: {ids: "@ids", next: "@next_path"}, headers: {Link: "@next_link", X-Total: "@total text"}}
    """
    asked = client(section, [event(n, n) for n in range(3)])
    first = asked.ask("GET", "/a")
    assert first.headers["Link"] == '<https://acme.example/a?skip=2>; rel="next"'
    assert first.headers["X-Total"] == "3"
    assert asked.get("/a")["next"] == "/a?skip=2"
    assert asked.get("/a?skip=2")["next"] is None
    assert "Link" not in asked.ask("GET", "/a?skip=2").headers


def test_a_cursor_holds_the_first_request_and_its_window() -> None:
    section = """
    routes:
    - get: /a
      filter: {created: {within: query.last}, severity: query.severity}
      page: {limit: 1, cursor: query.token}
      answer: {json: {ids: "@ids", next: "@next"}}
    """
    timeline = [event(n, n, severity="high") for n in range(3)] + [event(9, 2, severity="low")]
    asked = client(section, timeline, second=3)
    first = asked.get("/a?last=3s&severity=high")
    asked.second = 4
    second = asked.get(f"/a?token={first['next']}")
    third = asked.get(f"/a?token={second['next']}")
    assert [page["ids"] for page in (first, second, third)] == [["0"], ["1"], ["2"]]
    assert third["next"] is None


def test_a_cursor_that_always_comes_follows_the_order_of_visibility() -> None:
    section = """
    routes:
    - get: /a
      order: visible
      page: {limit: 2, cursor: query.c, always: true}
      answer: {json: {ids: "@ids", next: "@next"}}
    """
    timeline = [event(1, 0), event(2, 5, visible=50), event(3, 10)]
    asked = client(section, timeline, second=20)
    first = asked.get("/a")
    assert first["ids"] == ["1", "3"]
    quiet = asked.get(f"/a?c={first['next']}")
    assert quiet["ids"] == []
    asked.second = 60
    assert asked.get(f"/a?c={quiet['next']}")["ids"] == ["2"]


def test_a_cursor_of_the_clients_own_asks_for_the_first_page() -> None:
    asked = served("{limit: 2, cursor: query.token, begin: p0}")
    first = asked.get("/a?token=p0")
    assert first["ids"] == ["0", "1"]
    assert asked.get(f"/a?token={first['next']}")["ids"] == ["2", "3"]
    assert asked.ask("GET", "/a?token=p1").status == 400


def test_a_cursor_expires_and_another_is_not_known() -> None:
    asked = served("{limit: 2, cursor: query.token, expires: 1m}")
    token = asked.get("/a")["next"]
    asked.second += 59
    assert asked.get(f"/a?token={token}")["ids"] == ["2", "3"]
    asked.second += 1
    assert "expired" in json(asked.ask("GET", f"/a?token={token}"))["error"]
    assert asked.ask("GET", "/a?token=other").status == 400


def test_a_cursor_is_known_only_where_it_was_given_out() -> None:
    section = """
    routes:
    - {get: /a, page: {limit: 1, cursor: query.c}, answer: {json: {next: "@next"}}}
    - {get: /b, page: {limit: 1, cursor: query.c}}
    """
    asked = client(section, [event(1), event(2)])
    token = asked.get("/a")["next"]
    assert asked.ask("GET", f"/b?c={token}").status == 400


def test_a_range_header() -> None:
    section = """
    routes:
    - get: /offenses
      page: {range: header.Range, unit: items, default: 3, max: 5}
      answer: {json: "@ids", headers: {Content-Range: "@content_range"}}
    """
    asked = client(section, [event(n, n) for n in range(7)])
    got = asked.ask("GET", "/offenses", headers={"Range": "items=5-9"})
    assert json(got) == ["5", "6"]
    assert got.headers["Content-Range"] == "items 5-6/7"
    assert len(asked.get("/offenses")) == 3
    assert len(asked.get("/offenses", {"Range": "items=0-99"})) == 5
    assert asked.ask("GET", "/offenses", headers={"Range": "items=20-29"}).body == b"[]"
    for wrong in ("bytes=0-9", "items=9-0", "items"):
        assert asked.ask("GET", "/offenses", headers={"Range": wrong}).status == 400


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ({"cursor": "query.c", "offset": "query.o"}, "offset and cursor"),
        ({"number": "query.p"}, "need a size"),
        ({"end": "query.e"}, "needs offset"),
        ({"offset": "query.o", "end": "query.e", "limit": 5}, "and no limit"),
        ({"limit": 0}, "from 1"),
        ({"limit": "n"}, "whole number"),
        ({"max": 5, "over_max": "cut"}, "not possible"),
    ],
)
def test_mistakes_are_named(page: dict[str, object], named: str) -> None:
    with pytest.raises(SectionError, match=named):
        parse_api({"routes": [{"get": "/a", "page": page}]})


def test_an_offset_that_counts_from_one_and_the_end_of_a_range() -> None:
    asked = served("{offset: query.start, end: query.end, first: 1}")
    assert asked.get("/a?start=1&end=3")["ids"] == ["0", "1", "2"]
    assert asked.get("/a?start=4&end=9")["ids"] == ["3", "4", "5", "6"]
    assert asked.get("/a?end=2")["ids"] == ["0", "1"]
    # A URL that moves only one of the two would ask for another number of events.
    got = asked.get("/a?start=1&end=3")
    assert got["next"] == 4
    assert "url" not in got
    for wrong in ("start=0&end=3", "start=5&end=4"):
        assert asked.ask("GET", f"/a?{wrong}").status == 400
