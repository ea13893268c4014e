"""How an integration continues where an answer ended is seen from what it does with an offered value."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.emulator.judging.verdict.worlds import fetch
from xfetch.emulator.record.entries import CheckedJson, Exchange, Json, Record
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.starter.code_reading.value import Value
from xfetch.emulator.starter.cursor import (
    Cursor,
    continued,
    cursors_in,
    going_on,
    offered,
    telling_more,
    telling_page,
    with_next,
    without_next,
)
from xfetch.emulator.starter.skeleton import Styles, plain_value

BODY = {"meta": {"next_token": None, "has_next": False}, "alerts": "@events", "error": None}
ALERTS = ("GET", "/alerts")


def cursor(key: str, *, link: bool = False, inside: bool = False) -> Cursor:
    return Cursor(*ALERTS, key, "query.from", always=False, link=link, inside=inside)


def asked(cycle: int, *queries: str) -> FetchRun:
    run = fetch(cycle)
    exchanges = (
        Exchange(number, run.at, "GET", f"https://x/alerts?{query}", status=200)
        for number, query in enumerate(queries)
    )
    return replace(run, record=Record(tuple(exchanges)))


def test_a_value_is_offered_where_the_name_says_that_something_follows() -> None:
    body = offered(BODY)
    assert body == {**BODY, "meta": {"next_token": "xfetch-next-next_token", "has_next": True}}
    assert offered("@events") == "@events"


def test_a_text_that_means_nothing_is_offered_too() -> None:
    assert offered({"place": "xfetch"}) == {"place": "xfetch-next-place"}
    assert continued({"place": "xfetch"}, cursor("place")) == {"place": "@next"}


def test_the_cursor_stands_below_its_key_only() -> None:
    assert continued(BODY, cursor("next_token"))["meta"]["next_token"] == "@next"
    assert continued(BODY, cursor("error"))["meta"]["next_token"] is None


@pytest.mark.parametrize(
    ("runs", "always"),
    [
        ([asked(1, "limit=5"), asked(2, "limit=5&from=xfetch-next-token")], True),
        ([asked(1, "limit=5", "limit=5&from=xfetch-next-token"), asked(2, "limit=5")], False),
    ],
)
def test_a_cursor_that_the_next_fetch_sends_is_always_there(
    runs: list[FetchRun], always: bool
) -> None:
    assert cursors_in(runs, [ALERTS]) == (Cursor(*ALERTS, "token", "query.from", always),)
    assert cursors_in(runs, [("GET", "/other")]) == ()
    begun = [asked(0, "from=p0"), *runs]
    assert [one.begin for one in cursors_in(begun, [ALERTS])] == ["p0"]
    assert cursors_in(runs[:1] if always else runs[1:], [ALERTS]) == ()


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("nextPageToken", None),
        ("continuation", None),
        ("has_next", False),
        ("access_token", "xfetch-guessed-token"),
    ],
)
def test_nothing_follows_an_answer_unless_a_cursor_was_seen(name: str, held: Json) -> None:
    assert plain_value(Value(), name, Styles()) == held


def test_the_id_of_the_last_event_is_a_cursor_that_is_always_there() -> None:
    assert offered({"last_id": 2}) == {"last_id": "xfetch-next-last_id"}
    assert offered({"count": 2}) == {"count": 2}
    runs = [asked(1, "after_id=0", "after_id=xfetch-next-last_id")]
    assert cursors_in(runs, [ALERTS]) == (Cursor(*ALERTS, "last_id", "query.after_id", True, "0"),)
    assert continued({"last_id": 2}, cursor("last_id")) == {"last_id": "@next"}


def test_a_last_id_that_counts_up_is_that_of_the_last_event() -> None:
    by_id = replace(cursor("last_id"), reference="query.after_id", begin="0")
    last = "= (ids | last | int) if ids else (query.after_id | int)"
    assert continued({"meta": {"last_id": 2}, "n": 1}, by_id) == {"meta": {"last_id": last}, "n": 1}
    assert not replace(by_id, begin="a0b").is_last_id
    assert not replace(by_id, key="next").is_last_id


def test_the_number_of_a_page_is_that_of_the_page() -> None:
    body: CheckedJson = {"page": 1, "meta": {"currentPage": 1, "pages": 1}, "page_no": "x"}
    assert telling_page(body) == {
        "page": "@page",
        "meta": {"currentPage": "@page", "pages": 1},
        "page_no": "x",
    }


def test_a_time_that_says_where_to_go_on_is_that_of_the_last_event() -> None:
    event: dict[str, Json] = {"id": "@id", "seen": "@created iso.3", "**": "@fields"}
    body: CheckedJson = {"info": {"nextStart": "@now iso.3", "at": "@now iso.3"}, "data": "@events"}
    assert going_on(body, event, "body.start") == {
        "info": {
            "nextStart": "= (events | last)['seen'] if events else body.start",
            "at": "@now iso.3",
        },
        "data": "@events",
    }
    assert going_on(body, event, "") == body
    assert going_on(body, {"seen": "@created iso"}, "body.start") == body


def test_a_cursor_that_ends_with_an_empty_text() -> None:
    assert offered({"next_cursor": ""}) == {"next_cursor": "xfetch-next-next_cursor"}
    assert continued({"next_cursor": ""}, cursor("next_cursor")) == {
        "next_cursor": "{{ next or '' }}"
    }


def test_an_answer_says_whether_there_is_more() -> None:
    body = {"data": {"next": None, "next_url": None, "hasMore": False}, "done": False}
    assert telling_more(body, counted=True) == {
        "data": {"next": "@next", "next_url": "@next_url", "hasMore": "@more"},
        "done": False,
    }
    # A cursor has a key of its own.
    assert telling_more(body, counted=False)["data"]["next"] is None


def test_a_link_that_the_integration_follows() -> None:
    body = offered({"paging": {"next": None}}, "/alerts")
    link = "https://xfetch.example.com/xfetch-next-next?of=%2Falerts"
    assert body == {"paging": {"next": link}}
    run = fetch(1)
    urls = ("https://x/alerts?limit=5", link)
    exchanges = tuple(Exchange(n, run.at, "GET", url, status=200) for n, url in enumerate(urls))
    (found,) = cursors_in([replace(run, record=Record(exchanges))], [ALERTS])
    assert (found.key, found.link, found.inside, found.always) == ("next", True, False, False)
    assert continued({"next": None}, cursor("next", link=True)) == {"next": "@next_url"}
    # The integration puts its own server in front of what it follows.
    exchanges = (exchanges[0], replace(exchanges[1], url=f"https://x/{link}"))
    (found,) = cursors_in([replace(run, record=Record(exchanges))], [ALERTS])
    assert (found.key, found.link, found.inside) == ("next", True, True)
    assert continued({"next": None}, found) == {"next": "@next_path"}
    # The same text may be sent as a value.
    (sent,) = cursors_in([asked(1, "a=1", f"from={quote(link)}")], [ALERTS])
    assert (sent.reference, sent.link) == ("query.from", False)


def test_an_answer_says_that_there_are_more_events_than_its_page_holds() -> None:
    assert offered({"total": "@total", "pages": "@pages"}) == {"total": 100_000, "pages": 100_000}


@pytest.mark.parametrize(("equal", "held"), [(0, "@count"), (9999, "@total")])
def test_a_number_with_which_the_code_compares_is_not_that_of_the_events(
    equal: int, held: Json
) -> None:
    value = Value()
    value.equals.append(equal)
    assert plain_value(value, "total", Styles()) == held


def test_a_key_of_the_next_page_that_only_the_code_reads() -> None:
    shown: CheckedJson = {"data": "@events", "links": {"self": "made up"}}
    by_code: CheckedJson = {"data": "@events", "links": {"next": None, "prior": None}, "code": 1}
    body = with_next(shown, by_code)
    assert body == {"data": "@events", "links": {"self": "made up", "next": "@next?"}}
    assert "xfetch-next-next" in offered(body)["links"]["next"]
    assert continued(body, cursor("next", link=True))["links"]["next"] == "@next_url?"
    assert continued(body, cursor("next")) == body
    assert without_next(body) == shown
    assert with_next({"next": None, "note": None}, {"next": "", "note": ""}) == {
        "next": "",
        "note": None,
    }
