"""What the parameters of a request seem to mean."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.product.declared.route.filters import parse_filters
from xfetch.emulator.record.entries import Exchange, Json
from xfetch.emulator.starter.bounds.bound import filter_of
from xfetch.emulator.starter.endpoint import Endpoint, endpoints_of
from xfetch.emulator.starter.guessed_api import Envelope, route_of, time_format
from xfetch.emulator.starter.route_guesses import SORTED_BY, is_list, route_guesses

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def seen(url: str, body: str = "", method: str = "GET") -> Endpoint:
    exchange = Exchange(0, AT, method, f"https://a.example{url}", request_body=body)
    (endpoint,) = endpoints_of([exchange], AT, frozenset({"1001"})).values()
    return endpoint


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (
            "/a?start_time=1703980800&max_results=5",
            "",
            {"filter": {"ge": "query.start_time"}, "page": {"limit": "query.max_results"}},
        ),
        (
            "/a?from=2023-12-31T00:00:00Z&to=2024-01-01T00:00:00Z&page=1&page_size=9",
            "",
            {
                "filter": {"ge": "query.from", "lt": "query.to"},
                "page": {"limit": "query.page_size", "number": "query.page", "default": 5},
            },
        ),
        (
            "/a?%24top=10&%24skip=0&sort=-created",
            "",
            {"page": {"limit": "query.$top", "offset": "query.$skip"}, "order": "-created"},
        ),
        *(
            (f"/a?{name}=50", "", {"page": {"limit": f"query.{name}"}})
            for name in (
                "take",
                "maxAlerts",
                "resultLimit",
                "sysparm_limit",
                "numofmessages",
                "length",
            )
        ),
        *(
            (
                f"/a?limit=50&{name}=0",
                "",
                {"page": {"limit": "query.limit", "offset": f"query.{name}"}},
            )
            for name in ("resultStart", "o", "sysparm_offset")
        ),
        (
            "/a?%24filter=createdDateTime+gt+2023-12-31T00%3A00%3A00Z",
            "",
            {
                "search": {
                    "from": "query.$filter",
                    "language": "odata",
                    "fields": {"createdDateTime": "created"},
                }
            },
        ),
        (
            "/a",
            '{"filter": {"created": {"gte": "2023-12-31T00:00:00Z"}}, "limit": 7}',
            {"filter": {"ge": "body.filter.created.gte"}, "page": {"limit": "body.limit"}},
        ),
        ("/a?page=2", "", {"page": {"number": "query.page", "default": 5}}),
        (
            "/a?page[size]=10&page[number]=2&date[start]=2024-01-01T00:00:00Z",
            "",
            {
                "filter": {"ge": "query.date[start]"},
                "page": {"limit": "query.page[size]", "number": "query.page[number]", "default": 5},
            },
        ),
        ("/a/1001", "", {"one": "path.id"}),
        ("/a", "", {}),
    ],
)
def test_a_route_is_guessed_from_names_and_values(url: str, body: str, expected: Any) -> None:
    route = route_of(seen(url, body, "POST" if body else "GET"), (), Envelope("data"))
    got = {key: value for key, value in route.items() if key in ("page", "order", "search", "one")}
    if "filter" in route:
        bounds = dict(route["filter"]["created"])
        assert bounds.pop("format") == "any"
        got["filter"] = bounds
    assert got == expected


@pytest.mark.parametrize(
    ("written", "format_words"),
    [
        ("1704067200", "epoch_s"),
        ("1704067200000", "epoch_ms"),
        ("2024-01-01T00:00:00Z", "iso"),
        ("2024-01-01T00:00:00.000Z", "iso.3"),
        ("2024-01-01T00:00:00.123456", "iso.6 naive"),
        ("2024-01-01T00:00:00.12345678Z", "iso"),
        ("3 days", "iso"),
        ("", "iso"),
        ("2024-01-01-00:00:31", "%Y-%m-%d-%H:%M:%S"),
        ("2022-03-10T1201", "%Y-%m-%dT%H%M"),
        ("20240101000031", "%Y%m%d%H%M%S"),
        ("2024-01-01 00:00:31+02:00", "iso"),
    ],
)
def test_times_are_shown_as_they_are_asked_for(written: str, format_words: str) -> None:
    assert time_format(written) == format_words


def test_a_login_is_told_from_data() -> None:
    assert seen("/oauth2/token", "grant_type=client_credentials", "POST").login
    assert not seen("/alerts?limit=1").login


def test_a_start_in_the_local_time_of_a_zone_is_told_by_its_name() -> None:
    body = '{"startDate": "2099-01-01T02:00:00", "endDate": "2099-01-01T03:00:00", "limit": 5}'
    endpoint = seen("/alerts", body, "POST")
    assert endpoint.start == "body.startDate"
    assert [(one.op, one.reference) for one in endpoint.bounds] == [
        ("ge", "body.startDate"),
        ("lt", "body.endDate"),
    ]
    assert seen("/alerts", '{"expires": "2099-01-01T02:00:00"}', "POST").start == ""


def test_each_guessed_comparison_is_a_guess_and_an_operator_is_none() -> None:
    endpoint = seen("/alerts?createdAfter=2023-12-31&until=2024-01-01&q=updated>=2023-12-31")
    route = route_of(endpoint, (), Envelope("data"))
    guesses = {one.path: one.alternatives for one in route_guesses(0, route, endpoint, {})}
    named = {"format": "any", "gt": "query.createdAfter", "le": "query.until"}
    assert guesses["api.routes[0].filter.created"] == (
        {"format": "any", "ge": "query.createdAfter", "le": "query.until"},
        {"format": "any", "gt": "query.createdAfter", "lt": "query.until"},
    )
    assert route["filter"] == {
        "created": named,
        "updated": {"ge": "query.q|after 'updated>='", "format": "any"},
    }
    assert guesses["api.routes[0].filter.updated"] == ()


def test_of_two_starts_of_one_time_the_product_may_read_only_one() -> None:
    day = "T00:00:00Z"
    endpoint = seen(
        f"/alerts?start_date=2023-12-31{day}&start_time=2023-12-31{day}&end_time=2024-01-01{day}"
    )
    route = route_of(endpoint, (), Envelope("data"))
    guesses = {one.path: one.alternatives for one in route_guesses(0, route, endpoint, {})}
    end = {"lt": "query.end_time", "format": "any"}
    assert guesses["api.routes[0].filter[0].created"][2:] == (end,)
    assert guesses["api.routes[0].filter[1].created"] == (
        {"gt": "query.start_time", "format": "any"},
        {"exists": True},
    )
    parse_filters([{"created": end}, {"created": {"exists": True}}], frozenset(), ())
    # A sign tells that the product reads both.
    told = seen("/alerts?q=created>=2023-12-31&start_time=2023-12-31")
    route = route_of(told, (), Envelope("data"))
    guesses = {one.path: one.alternatives for one in route_guesses(0, route, told, {})}
    assert guesses["api.routes[0].filter[0].created"] == ()


def test_a_page_that_only_later_requests_ask_for() -> None:
    exchanges = [
        Exchange(number, AT, "GET", f"https://a.example/a?limit=50{more}")
        for number, more in enumerate(("", "&pageStart=50"))
    ]
    (endpoint,) = endpoints_of(exchanges, AT).values()
    assert endpoint.page == {"limit": "query.limit", "offset": "query.pageStart"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("start=1&end=50", {"offset": "query.start", "end": "query.end", "first": 1}),
        ("start=0&end=49", {"offset": "query.start", "end": "query.end"}),
        (
            "startIndex=1&limit=50",
            {"limit": "query.limit", "offset": "query.startIndex", "first": 1},
        ),
        ("startIndex=51&limit=50", {"limit": "query.limit", "offset": "query.startIndex"}),
        # Neither is the end of a range.
        ("end=50&limit=9", {"limit": "query.limit"}),
        ("start=50&last=9", {"offset": "query.start", "default": 5}),
    ],
)
def test_an_offset_may_count_from_one_and_have_an_end(sent: str, expected: Json) -> None:
    endpoint = seen(f"/a?{sent}")
    assert endpoint.page == expected
    route = route_of(endpoint, (), Envelope("data"))
    others = [
        one.alternatives for one in route_guesses(0, route, endpoint, {}) if "page" in one.path
    ]
    first = {**endpoint.page, "first": 0} if "first" in endpoint.page else None
    assert others == [(first,) if first else ()]


@pytest.mark.parametrize(("number", "others"), [("1", []), ("0", [1]), ("2", [0])])
def test_code_that_begins_at_page_one_counts_from_one(number: str, others: list[int]) -> None:
    endpoint = seen(f"/a?page={number}&limit=50")
    route = route_of(endpoint, (), Envelope("data"))
    (page,) = (one for one in route_guesses(0, route, endpoint, {}) if "page" in one.path)
    assert page.alternatives == tuple({**endpoint.page, "first": first} for first in others)


def test_an_offset_that_is_the_last_event_s_id_is_no_page() -> None:
    exchanges = [
        Exchange(number, AT, "GET", f"https://a.example/a?count=100{more}")
        for number, more in enumerate(("", "&offset=1001"))
    ]
    (endpoint,) = endpoints_of(exchanges, AT, frozenset({"1001"})).values()
    assert endpoint.page == {"limit": "query.count"}


def test_a_value_that_is_new_in_each_run_is_no_news_of_an_endpoint() -> None:
    one, other = (seen(f"/a?limit=5&nonce={nonce}") for nonce in ("b7", "c9"))
    assert one.with_calls(other) == one


def test_an_order_that_another_time_decides_is_a_guess() -> None:
    endpoint = seen("/alerts?sort=-first_seen&created_since=2023-12-31")
    route = route_of(endpoint, (), Envelope("data"))
    orders = [one for one in route_guesses(0, route, endpoint, {}) if one.path.endswith("order")]
    assert [(one.value, one.alternatives) for one in orders] == [("-created", ("unspecified",))]


def test_the_other_direction_of_an_order_turns_its_second_field_too() -> None:
    endpoint = seen("/alerts?sort=created_at,id")
    route = route_of(endpoint, (), Envelope("data"))
    (order,) = (one for one in route_guesses(0, route, endpoint, {}) if one.path.endswith("order"))
    assert (order.value, order.alternatives) == (["created", "id"], (["-created", "-id"],))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sort=-created_at&created_since=2023-12-31", "created_at"),
        ("sort=-first_seen&created_since=2023-12-31", "first_seen"),
        ("sort=created_at", "created_at"),
        ("direction=desc", ""),
        ("created_since=2023-12-31", ""),
    ],
)
def test_the_reason_for_an_order_names_the_field_that_the_request_names(
    query: str, name: str
) -> None:
    endpoint = seen(f"/alerts?{query}")
    route = {**route_of(endpoint, (), Envelope("data")), "order": "created"}
    found = route_guesses(0, route, endpoint, {})
    (why,) = (one.why for one in found if one.path.endswith("order"))
    assert why.startswith(SORTED_BY) == bool(name)
    assert name in why


def test_events_in_a_list_within_a_list_are_found() -> None:
    endpoint = seen("/alerts")
    route = {"get": "/alerts", "answer": {"json": {"data": [{"logs": "@events"}]}}}
    assert is_list(route)
    paths = [one.path for one in route_guesses(0, route, endpoint, {})]
    assert paths == ["api.routes[0].answer.json.data[0].logs"]


@pytest.mark.parametrize(
    ("name", "unit", "others"),
    [
        ("time_frame", "m", ({"within": "query.time_frame", "unit": "s"},)),
        # The name tells the unit.
        ("last_minutes", "m", ()),
    ],
)
def test_the_unit_of_a_relative_window_is_a_guess_where_no_name_tells_it(
    name: str, unit: str, others: tuple[Json, ...]
) -> None:
    endpoint = seen(f"/a?{name}=10080")
    window = {"within": f"query.{name}", "unit": unit}
    assert filter_of(endpoint.bounds) == {"created": window}
    route: dict[str, Json] = {"get": "/a", "filter": {"created": window}}
    (guess,) = route_guesses(0, route, endpoint, {})
    assert guess.alternatives == others
