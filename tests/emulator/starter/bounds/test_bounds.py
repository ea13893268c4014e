"""Which events a request asks for: since when, until when, after which id."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from xfetch.emulator.record.entries import Exchange
from xfetch.emulator.starter.bounds.bound import filter_of
from xfetch.emulator.starter.endpoint import Endpoint, endpoints_of

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
IDS = frozenset(str(number) for number in range(1001, 1013))


def asked(*requests: str) -> Endpoint:
    """Return the endpoint of these requests, a minute apart: each a query, or a body of JSON."""
    exchanges = [
        Exchange(
            index,
            AT + timedelta(minutes=index),
            "POST" if text[:1] == "{" else "GET",
            "https://a.example/alerts"
            + ("" if text[:1] == "{" else f"?{text}".replace(" ", "%20")),
            request_body=text if text[:1] == "{" else "",
        )
        for index, text in enumerate(requests)
    ]
    (endpoint,) = endpoints_of(exchanges, AT, IDS).values()
    return endpoint


def created(**comparisons: str) -> dict[str, Any]:
    return {"created": {**comparisons, "format": "any"}}


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        # Names of parameters.
        (["createdAfter=2023-12-31T00:00:00Z"], created(gt="query.createdAfter")),
        (["alert_time__gte=2023-12-31T00:00:00Z"], created(ge="query.alert_time__gte")),
        (["filter[created_at_gteq]=1703980800"], created(ge="query.filter[created_at_gteq]")),
        (
            ["from=1703980800&to=1704067200"],
            created(ge="query.from", lt="query.to"),
        ),
        (["since=2023-12-31&api-version=2021-04-01"], created(ge="query.since")),
        # A window that ends with a day holds that day.
        (
            ["from=2023/12/31&to=2024/01/01"],
            created(ge="query.from", le="query.to", precision="day"),
        ),
        (["from=2023-12-31&to=2024-01-01T00:00:00Z"], created(ge="query.from", lt="query.to")),
        (
            ["from=2023-12-31&to=2024-01-01", "from=2024-01-01T00:00:30Z&to=2024-01-01"],
            [created(ge="query.from"), created(le="query.to", precision="day")],
        ),
        (["day=12/31/2023"], {"created": {"ge": "query.day", "format": "%m/%d/%Y"}}),
        (
            ["updated_since=2023-12-31T00:00:00Z"],
            {"updated": {"ge": "query.updated_since", "format": "any"}},
        ),
        # An operator beside the value.
        (
            ['{"filters": [{"field": "time", "operator": "gte", "value": 1703980800000}]}'],
            created(ge="body.filters[0].value"),
        ),
        (
            ["c[0][searchtype]=morethan&c[0][value]=2023-12-31+00:00:00"],
            created(gt="query.c[0][value]"),
        ),
        (
            [
                '{"filters": {"and": [{"field": "lastModified", "op": "gt", "value": "2023-12-31"}]}}'
            ],
            {"updated": {"gt": "body.filters.and[0].value", "format": "any"}},
        ),
        # Two times in a list.
        (
            ['{"time": {"between": ["2023-12-31 00:00:00", "2024-01-01 00:00:00"]}}'],
            created(ge="body.time.between[0]", lt="body.time.between[1]"),
        ),
        (
            ["data={'list': {'values': ['1703980800000', '1704067200000']}}"],
            created(ge="query.data|json.list.values[0]", lt="query.data|json.list.values[1]"),
        ),
        # Two times in one text.
        (
            ["range=2023-12-31T00:00:00Z,2024-01-01T00:00:00Z"],
            created(ge="query.range|after ''", lt="query.range|after ','"),
        ),
        (
            ["interval=2023-12-31T00:00:00Z/2024-01-01T00:00:00Z"],
            created(ge="query.interval|after ''", lt="query.interval|after '/'"),
        ),
        # Queries.
        (
            ["q=created:[2023-12-31T00:00:00 TO *]+AND+status:Open"],
            created(ge="query.q|after 'created:['"),
        ),
        (
            ["q=seen_at:{1703980800 TO 1704067200]"],
            created(gt="query.q|after 'seen_at:{'", le="query.q|after 'TO '"),
        ),
        (
            ["q=createdAt>1703980800+AND+createdAt<=1704067200"],
            created(gt="query.q|after 'createdAt>'", le="query.q|after 'createdAt<='"),
        ),
        (
            ['q=(seen gt "2023-12-31T00:00:00" and seen le "2024-01-01T00:00:00")'],
            created(gt="query.q|after 'seen gt '", le="query.q|after 'seen le '"),
        ),
        (
            ["q=persisted=gt=2023-12-31T00:00:00Z;state==open"],
            created(gt="query.q|after 'persisted=gt='"),
        ),
        (
            ["q=account.last_timestamp:>=2023-12-25T0000+account.state:active"],
            created(ge="query.q|after 'account.last_timestamp:>='"),
        ),
        (["q=site:a.example+after:2023-12-31"], created(gt="query.q|after 'after:'")),
        (['{"since": "<2023-12-31>"}'], created(ge="body.since|after '<'")),
        # Later requests ask for what comes after an event.
        (
            ["created_from=2023-12-31T00:00:00Z", "id_gt=1003"],
            {**created(ge="query.created_from"), "id": {"gt": "query.id_gt"}},
        ),
        (["from_id=1", "from_id=1004"], {"id": {"gt": "query.from_id"}}),
        (
            ["q=created>='2023-12-31T00:00:00Z'", "q=ActiveID>1003"],
            {**created(ge="query.q|after 'created>='"), "id": {"gt": "query.q|after 'ActiveID>'"}},
        ),
        (["company_id=1001&severity_min=3"], {}),
        # Relative windows.
        (
            ["time_frame=10080", "time_frame=6"],
            {"created": {"within": "query.time_frame", "unit": "m"}},
        ),
        (
            ["lookback=259200", "lookback=61"],
            {"created": {"within": "query.lookback", "unit": "s"}},
        ),
        (["lastHours=24"], {"created": {"within": "query.lastHours", "unit": "h"}}),
        (
            ['q=in:alerts+timeFrame:"79 seconds"+risk:High'],
            {"created": {"within": "query.q|after 'timeFrame:'"}},
        ),
        (
            ['{"range": {"amount": 7, "unit": "day"}}', '{"range": {"amount": 1, "unit": "hour"}}'],
            {"created": {"within": "body.range.amount", "unit": "body.range.unit"}},
        ),
        (["window=24h"], {"created": {"within": "query.window"}}),
        (["timeout=60&last_id=24&duration=48_hours&limit=10"], {}),
    ],
)
def test_comparisons_in_requests(requests: list[str], expected: Any) -> None:
    assert filter_of(asked(*requests).bounds) == expected


@pytest.mark.parametrize(
    ("request_text", "told"),
    [
        ("created_gte=2023-12-31", True),
        ("q=created>2023-12-31", True),
        ("createdAfter=2023-12-31", False),
        ("since=2023-12-31", False),
        ("interval=2023-12-31T00:00:00Z/2024-01-01T00:00:00Z", False),
    ],
)
def test_only_an_operator_is_no_guess(request_text: str, told: bool) -> None:
    assert {bound.told for bound in asked(request_text).bounds} == {told}


def test_two_starts_stand_in_a_list() -> None:
    bounds = asked("start_date=2023-12-31&start_time=2023-12-31T01:00:00Z").bounds
    assert filter_of(bounds) == [created(ge="query.start_date"), created(ge="query.start_time")]


def test_a_start_in_a_header_is_an_earlier_time() -> None:
    headers = (("createdAfter", "2023-12-31T00:00:00Z"), ("X-Date", "2024-01-01T00:00:00Z"))
    exchange = Exchange(0, AT, "GET", "https://a.example/cases", request_headers=headers)
    (endpoint,) = endpoints_of([exchange], AT).values()
    assert filter_of(endpoint.bounds) == created(gt="header.createdAfter")


def test_a_length_of_time_back_from_now_and_a_place_to_go_on_from() -> None:
    (bound,) = asked("since=1h", "since=1h").bounds
    assert (bound.field, bound.op, bound.reference) == ("created", "ge", "query.since")
    # A first fetch may ask for a length of time, later ones for a time.
    (mixed,) = asked("start=24h", "start=1704067200000").bounds
    assert mixed.reference == "query.start"
    (after,) = asked("cursor=0", "cursor=1003").bounds
    assert (after.field, after.op, after.reference) == ("id", "gt", "query.cursor")
