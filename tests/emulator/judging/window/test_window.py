from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.judging.window.window import Window, asked_from, first_fetch_hint
from xfetch.emulator.record.entries import Exchange

NOW = datetime(2024, 1, 1, tzinfo=timezone.utc)
THREE_DAYS_AGO = "2023-12-29 00:00"
START_S = 1703808000


def get(query: dict[str, Any] | str, path: str = "/api/alerts") -> Exchange:
    text = query if isinstance(query, str) else urlencode(query)
    return Exchange(0, NOW, "GET", f"https://vendor.test{path}?{text}")


def post(body: Any, path: str = "/api/alerts") -> Exchange:
    text = body if isinstance(body, str) else json.dumps(body)
    return Exchange(0, NOW, "POST", f"https://vendor.test{path}", request_body=text)


def start(*exchanges: Exchange) -> str | None:
    window = asked_from(exchanges, NOW)
    return window.describe() if window else None


@pytest.mark.parametrize(
    "value",
    [
        START_S,
        START_S * 10**3,
        START_S * 10**6,
        START_S * 10**9,
        f"{START_S}.5",
        "2023-12-29",
        "2023-12-29T00:00:00Z",
        "2023-12-29T00:00:00.000Z",
        "2023-12-29T00:00:00.123456789Z",
        "2023-12-29T00:00Z",
        "2023-12-29 00:00:00",
        "2023-12-29 00:00:00 UTC",
        "2023-12-29T02:00:00+02:00",
        "2023-12-28T19:00-0500",
        "2023-12-29-00:00:00",
        "2023-12-29T0000",
        "2023-12-29T00",
        "2023/12/29 00:00",
        "20231229T000000Z",
        "20231229000000",
        "20231229",
        '"2023-12-29T00:00:00Z"',
        "now-3d",
        "-3d",
        "-72h@h",
        "last 3 days",
        "LAST_3_DAYS",
        "Last72Hours",
        "3 days ago",
        "3 days",
        "4320m",
        "P3D",
        "PT72H",
    ],
)
def test_spellings_of_a_start(value: Any) -> None:
    assert start(get({"limit": 10, "start_time": value})) == THREE_DAYS_AGO
    assert start(post({"request": {"start_time": value}})) == THREE_DAYS_AGO
    assert start(post(urlencode({"start_time": value}))) == THREE_DAYS_AGO


def test_a_plus_that_nobody_quoted() -> None:
    assert start(get("since=2023-12-29T02:00:00+02:00")) == THREE_DAYS_AGO


@pytest.mark.parametrize(
    "exchange",
    [
        get({"$filter": "createdDateTime ge 2023-12-29T00:00:00Z and severity eq 'high'"}),
        get({"$filter": "created lt 2023-12-31T00:00:00Z and created ge 2023-12-29T00:00:00Z"}),
        get({"filter": "created_at:>'2023-12-29T00:00:00Z'"}),
        get({"q": f"after:{START_S} label:x"}),
        get({"q": "created:[2023-12-29 TO 2023-12-31]"}),
        get({"interval": "2023-12-29T00:00:00Z/2023-12-30T00:00:00Z"}),
        get({"sysparm_query": "opened_at>javascript:gs.dateGenerate('2023-12-29','00:00:00')"}),
        get({"filter[created_at][gte]": "2023-12-29", "filter[created_at][lt]": "2023-12-30"}),
        get({"filter": json.dumps({"ts": {"gt": START_S, "lt": START_S + 9}})}),
        get({"timeRange": "72h"}),
        get({"sinceSeconds": 259200}),
        get({"days": 3}),
        post({"query": {"range": {"@timestamp": {"gte": "2023-12-29", "lte": "2023-12-31"}}}}),
        post({"filters": [{"field": "creation_time", "operator": "gte", "value": START_S * 1000}]}),
        post({"timeRange": {"type": "relative", "value": {"amount": 3, "unit": "day"}}}),
        post({"lookback": {"value": 72, "units": "hours"}}),
        post({"query": "Alerts | where TimeGenerated > ago(3d)"}),
        post({"created": ["2023-12-29T00:00:00Z", "2023-12-31T00:00:00Z"]}),
        post(
            "<q><endDate>2023-12-30T00:00:00</endDate><startDate>2023-12-29T00:00:00</startDate></q>"
        ),
        post('<IsGreaterThanOrEqualTo><Constant Value="2023-12-29T00:00:00Z"/>'),
        post('{}\n{"range": {"time": {"gte": "2023-12-29T00:00:00Z"}}}'),
    ],
)
def test_ways_to_ask(exchange: Exchange) -> None:
    assert start(exchange) == THREE_DAYS_AGO


@pytest.mark.parametrize(
    "exchange",
    [
        get({"limit": 50, "offset": 0, "page": 1}),
        get(
            {
                "until": "2023-12-29",
                "end_time": START_S,
                "created_before": START_S,
                "dateTo": START_S,
            }
        ),
        get({"api-version": "2019-05-10"}),
        get({"alert_id": 1650000000, "account": 123456789012}),
        get({"timestamp": 1704067200, "nonce": "1703808000"}),
        get({"_": START_S * 1000}),
        get({"scroll": "5m", "timeout": "30s", "interval": "1h"}),
        get({"start_time": "2024-01-05", "since": "0001-01-01T00:00:00Z"}),
        get({"start": 0, "limit": 50}),
        get({"startAt": 0}),
        get({"from": 60_000, "limit": 5}),
        get({"since": -5, "start_time": "9" * 400}),
        get({"since": "0000-00-00T00:00", "from": "9999-12-31T23:59:59-14:00"}),
        get({"min_severity": 3, "min_score": 0}),
        get({"last_days": 0, "name": "3 days"}),
        get({"filter": "created lt 2023-12-29T00:00:00Z"}),
        get({"start_date": "2023-02-31"}),
        post({"from": 0, "size": 100, "query": {"match_all": {}}}),
        post({"timeout": {"seconds": 30}}),
        post({"weight": {"amount": 3, "unit": "day"}, "time": {"amount": 3, "unit": "kg"}}),
        post({"filters": [{"field": "created", "operator": "LESS_THAN", "value": START_S * 1000}]}),
        post({"since": "2023-12-29"}, path="/oauth2/v2.0/token"),
        post("grant_type=client_credentials&since=2023-12-29", path="/connect"),
        post("{not json"),
    ],
)
def test_nothing_asked(exchange: Exchange) -> None:
    assert start(exchange) is None


@pytest.mark.parametrize(
    "exchange",
    [
        get({"since": 0}),
        get({"start_time": "0", "limit": 5}),
        get({"from": 0}),
        get({"from": 0, "to": 1704067200, "limit": 5}),
        get({"created_after": "1970-01-01T00:00:00Z"}),
        post({"created": {"gte": 0}}),
        get({"from": 6_000, "to": 1704067200000}),
    ],
)
def test_everything_since_1970(exchange: Exchange) -> None:
    assert start(exchange) == "1970-01-01 00:00"


@pytest.mark.parametrize(
    ("exchange", "day"),
    [
        (get({"startTime": 86_400, "endTime": START_S}), "1970-01-02"),
        (get({"startTime": 86_400_000, "endTime": START_S * 1000}), "1970-01-02"),
        (get({"from": START_S, "to": START_S * 1000}), "1970-01-20"),
        (get({"start_time": 86_400}), "1970-01-02"),
        (get({"since": 86_400}), "1970-01-02"),
        (get({"from_timestamp": 86_400_000}), "1972-09-27"),
        (post({"since": "1969-12-31T19:00:00-00:00"}), "1969-12-31"),
    ],
)
def test_nearly_1970(exchange: Exchange, day: str) -> None:
    assert start(exchange)[:10] == day  # type: ignore[index]


@pytest.mark.parametrize(
    "exchange",
    [
        get({"since": 86_401}),
        get({"start_time": 30}),
        get({"from": 86_400, "limit": 5}),
        get({"start_time_page": 86_400}),
        get({"end_time": 86_400}),
    ],
)
def test_a_small_number_is_more_often_no_time(exchange: Exchange) -> None:
    assert start(exchange) is None


def test_a_first_run_that_asks_from_now() -> None:
    assert start(get({"start_time": 1704067200})) == "2024-01-01 00:00"
    assert start(get({"$filter": "lastModified ge 2023-12-31T23:59:58Z"})) == "2023-12-31 23:59"


def test_the_first_request_that_names_a_start() -> None:
    login = post({"not_after": "2023-12-01"}, path="/auth/login")
    settings_ = get({"build": "2020-01-01"}, path="/api/settings")
    detail = get({"since": "2023-01-01"})
    assert start(login, settings_, get({"since": "2023-12-29"}), detail) == THREE_DAYS_AGO
    assert start(settings_) == "2020-01-01 00:00"
    assert start() is None


def test_a_log_of_authentications_is_no_login() -> None:
    assert start(get({"mintime": START_S}, path="/admin/v1/logs/authentication")) == THREE_DAYS_AGO


def test_a_start_comes_before_an_earlier_time_under_another_name() -> None:
    assert start(get({"since": "2023-12-29", "colour": "2020-01-01"})) == THREE_DAYS_AGO


def test_says_where_it_read_it() -> None:
    nested = post({"a": {"since": "2023-12-29T00:00:00Z"}})
    expected = datetime(2023, 12, 29, tzinfo=timezone.utc)
    assert asked_from([nested], NOW) == Window(expected, "a.since", "2023-12-29T00:00:00Z")
    condition = post([{"field": "seen_at", "op": ">=", "value": "2023-12-29"}])
    assert asked_from([condition], NOW) == Window(expected, "seen_at", "2023-12-29")
    relative = asked_from([get({"timeRange": "72h"})], NOW)
    assert relative == Window(expected, "timeRange", "72h")


@pytest.mark.parametrize("index", [0, 20])
def test_the_place_of_a_page_beside_a_time_is_no_time(index: int) -> None:
    window = {"timeFrom": START_S * 1000, "timeTo": (START_S + 86_400) * 1000}
    assert start(post({"start": index, "size": 20, **window})) == THREE_DAYS_AGO
    assert start(get({"from": index, "startTime": START_S, "endTime": START_S + 60})) == (
        THREE_DAYS_AGO
    )


@settings(max_examples=100)
@given(st.integers(1_000_000_000, 1_704_067_200), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_any_epoch_in_any_unit(seconds: int, scale: int) -> None:
    window = asked_from([get({"since": seconds * scale})], NOW)
    assert window is not None
    assert window.start == datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["last" + " " * 20_000 + "_" * 20_000, "now" + " " * 20_000 + "x"])
def test_a_long_run_of_blanks_takes_no_quadratic_time(text: str) -> None:
    assert start(post(text)) is None


@settings(max_examples=200)
@given(
    st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=4), st.text(max_size=60)
)
def test_no_request_is_too_odd(query: dict[str, str], body: str) -> None:
    for exchange in (get(urlencode(query, errors="replace")), post(body), post(query)):
        window = asked_from([exchange], NOW)
        assert window is None or window.start <= NOW


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"max_fetch": "50", "first_fetch": "3 days"}, "first_fetch: 3 days"),
        ({"fetch_time": "1h", "fetch_timeout": "30"}, "fetch_time: 1h"),
        ({"fetch_time": "1h", "firstFetchTimestamp": "2 days"}, "firstFetchTimestamp: 2 days"),
        ({"first_fetch": "", "fetch_time": "1h"}, "fetch_time: 1h"),
        ({"incidents_first_fetch_range": 3}, "incidents_first_fetch_range: 3"),
        ({"initial_interval": "1 day"}, "initial_interval: 1 day"),
        ({"DAYS_BACK": "3"}, "DAYS_BACK: 3"),
        ({"fetchDelta": "24 hours"}, "fetchDelta: 24 hours"),
        ({"fetch_delta": "6 hours", "fetch_interval": "1", "look_back": "0"}, None),
        ({"first_fetch_id": "0", "fetch_time_field": "@timestamp", "first_run": True}, None),
        ({"first_fetch": None, "fetch_time": {"a": 1}}, None),
        ({}, None),
    ],
)
def test_first_fetch_hint(params: dict[str, Any], hint: str | None) -> None:
    assert first_fetch_hint(params) == hint


def test_a_window_in_the_text_of_a_python_dict() -> None:
    text = str(
        {"list_info": {"row_count": 2, "search": {"start_time": f"{START_S}000", "sort": None}}}
    )
    assert start(get({"input_data": text})) == start(get({"start_time": f"{START_S}000"}))
    assert start(get({"input_data": text})) is not None
