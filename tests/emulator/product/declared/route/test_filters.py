"""Filters: where a request says them, and how a product compares."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.product.declared.worlds import START_S, client, event
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

TIMELINE = [event(n, n, rank=n, severity=("low", "high")[n % 2]) for n in range(6)]


def ids(route: str, path: str, timeline: list[Any] = TIMELINE, second: float = 10_000) -> Any:
    """What a GET of a route finds; an answer that is no 200 gives its status."""
    asked = client(f"routes: [{{get: /a, answer: {{json: '@ids'}}, {route}}}]", timeline, second)
    answer = asked.ask("GET", path)
    return asked.get(path) if answer.status == 200 else answer.status


@pytest.mark.parametrize(
    ("op", "found"),
    [("gt", "345"), ("ge", "2345"), ("lt", "01"), ("le", "012"), ("eq", "2"), ("ne", "01345")],
)
def test_windows_are_open_or_closed_at_either_end(op: str, found: str) -> None:
    got = ids(f"filter: {{created: {{{op}: query.t, format: epoch_s}}}}", f"/a?t={START_S + 2}")
    assert got == list(found)


def test_both_ends_of_a_window() -> None:
    route = "filter: {created: {gt: query.from, le: query.to, format: epoch_ms}}"
    assert ids(route, f"/a?from={START_S}000&to={START_S + 3}000") == ["1", "2", "3"]
    assert ids(route, f"/a?from={START_S + 3}000&to={START_S}000") == []


def test_what_the_request_does_not_say_is_not_asked() -> None:
    route = "filter: {created: {ge: query.since, format: epoch_s}, severity: query.severity}"
    assert len(ids(route, "/a")) == 6
    assert len(ids(route, "/a?since=")) == 6


def test_no_filter_at_all() -> None:
    assert len(ids("page: {}", "/a?since=9")) == 6


@pytest.mark.parametrize(
    ("comparison", "query", "found"),
    [
        ("rank: {gt: query.n}", "n=3", "45"),
        ("rank: query.n", "n=3", "3"),
        ("id: {gt: query.n}", "n=4", "5"),
        ("severity: {in: query.s}", "s=low,none", "024"),
        ("severity: {in: query.s}", "s=low&s=high", "012345"),
        ("severity: {in: query.s, split: '|'}", "s=none|high", "135"),
        ("severity: {not_in: query.s}", "s=low", "135"),
        ("severity: {contains: query.s}", "s=IG", "135"),
        ("severity: {like: query.s}", "s=h*", "135"),
        ("severity: {eq: query.s, ignore_case: true}", "s=HIGH", "135"),
        ("severity: [high, none]", "", "135"),
        ("severity: high", "", "135"),
        ("owner: {exists: false}", "", "012345"),
        ("severity: {eq: query.s, default: low}", "", "024"),
        ("severity: {in: query.s, default: 'low,high'}", "", "012345"),
    ],
)
def test_plain_values_compare_by_their_own_type(comparison: str, query: str, found: str) -> None:
    assert ids(f"filter: {{{comparison}}}", f"/a?{query}") == list(found)


def test_ten_follows_nine_in_ids_and_numbers() -> None:
    timeline = [event(n, n, rank=n) for n in range(8, 12)]
    assert ids("filter: {id: {gt: query.n}}", "/a?n=9", timeline) == ["10", "11"]
    assert ids("filter: {rank: {ge: query.n}}", "/a?n=9", timeline) == ["9", "10", "11"]


def test_a_list_matches_by_any_element() -> None:
    timeline = [event(1, tags=["a", "b"]), event(2, tags=["b"]), event(3, tags=[])]
    assert ids("filter: {tags: query.t}", "/a?t=a", timeline) == ["1"]
    assert ids("filter: {tags: {ne: query.t}}", "/a?t=b", timeline) == ["3"]


def test_fields_may_be_nested() -> None:
    timeline = [event(1, host={"name": "x"}), event(2, host={"name": "y"}), event(3)]
    assert ids("filter: {host.name: query.h}", "/a?h=y", timeline) == ["2"]


@pytest.mark.parametrize(
    ("comparison", "query", "found"),
    [
        ("created: {within: query.last}", "last=2", "678"),
        ("created: {within: query.last, unit: m}", "last=1", "0123456789"),
        ("created: {within: query.last}", "last=3s", "5678"),
        ("created: {within: query.n, unit: query.u}", "n=2&u=seconds", "678"),
        ("created: {within: query.n, unit: query.u}", "n=1&u=hour", "0123456789"),
        ("created: {within: query.last}", "last=last+2+seconds", "678"),
        ("created: {within: query.last}", "last=PT2S", "678"),
        ("created: {within: 4s}", "", "45678"),
        ("created: {ge: query.from, default: -1s}", "", "78"),
        ("created: {ge: query.from}", "from=now-1s", "78"),
    ],
)
def test_windows_relative_to_now(comparison: str, query: str, found: str) -> None:
    timeline = [event(n, n) for n in range(10)]
    got = ids(f"filter: {{{comparison}}}", f"/a?{query}", timeline, second=8)
    assert got == [number for number in found if int(number) <= 8]


def test_the_filtered_field_may_differ_from_the_shown_one() -> None:
    timeline = [event(1, 0, updates=[(50, {"state": "changed"})]), event(2, 10)]
    route = "filter: {updated: {ge: query.t, format: epoch_s}}"
    assert ids(route, f"/a?t={START_S + 20}", timeline) == ["1"]
    assert ids(route, f"/a?t={START_S + 5}", timeline, second=40) == ["2"]


def test_a_field_of_the_events_may_be_a_time() -> None:
    timeline = [event(1, published="2024-01-05T00:00:00Z"), event(2, published=1704153600000)]
    route = "filter: {published: {ge: query.t, format: iso}}"
    assert ids(route, "/a?t=2024-01-03T00:00:00Z", timeline) == ["1"]
    assert ids(route, "/a?t=2024-01-02T00:00:00Z", timeline) == ["1", "2"]
    one = "times: [published]\nroutes: [{get: /a, order: published, answer: {json: '@ids'}}]"
    assert client(one, timeline).get("/a") == ["2", "1"]


WHERE = """
routes:
- post: /search
  filter:
  - {created: {ge: "body.request.filters[0].value", format: epoch_s}}
  - {created: {lt: body.request.range.to, format: epoch_s}}
  answer: {json: "@ids"}
- get: /search
  filter: {created: {ge: body.from, format: epoch_s}}
  answer: {json: "@ids"}
- post: /form
  filter: {created: {ge: form.from, format: epoch_s}}
  answer: {json: "@ids"}
- get: /since/{t}
  filter: {created: {ge: path.t, format: epoch_s}}
  answer: {json: "@ids"}
- get: /header
  filter: {created: {ge: header.X-Since, format: epoch_s}, severity: cookie.severity}
  answer: {json: "@ids"}
- get: /json-in-query
  filter: {created: {ge: "query.q|json.created['$gte']", format: epoch_s}}
  answer: {json: "@ids"}
"""


def test_a_filter_stands_anywhere_in_a_request() -> None:
    asked = client(WHERE, TIMELINE)
    four = START_S + 4
    body = {"request": {"filters": [{"value": four}], "range": {"to": four + 1}}}
    assert asked.post("/search", body) == ["4"]
    assert asked.post("/form", f"from={four}&x=1") == ["4", "5"]
    assert asked.get(f"/since/{four}") == ["4", "5"]
    assert asked.get("/header", {"X-Since": str(four), "Cookie": "severity=high; x=y"}) == ["5"]
    assert asked.get(f'/json-in-query?q={{"created":{{"$gte":{four}}}}}') == ["4", "5"]
    # Even a body on a GET.
    assert asked.ask("GET", "/search", {"from": four}).body == b'["4", "5"]'


def test_a_value_inside_a_text_stands_behind_other_text() -> None:
    section = """
    routes:
    - get: /do
      filter: {created: {gt: "query.query|after 'time > '", format: epoch_ms}}
      page: {limit: "query.query|after 'head '"}
      answer: {json: "@ids"}
    - post: /graphql
      filter: {severity: "body.query|after 'severity: '", id: {gt: "body.query|after 'after:'"}}
      answer: {json: "@ids"}
    - post: /soap
      filter: {created: {ge: "text|after '<From>'", format: iso}}
      answer: {json: "@ids"}
    """
    asked = client(section, TIMELINE)
    assert asked.get(f"/do?query=alerts | where time > {START_S + 2}000 | head 2") == ["3", "4"]
    assert len(asked.get("/do?query=alerts")) == 6
    assert asked.post("/graphql", {"query": '{a(severity: "high", after:2)}'}) == ["3", "5"]
    assert asked.post("/soap", "<From>2024-01-01T00:00:05Z</From>") == ["5"]


def test_both_ends_of_a_window_stand_in_one_text() -> None:
    section = """
    routes:
    - get: /a
      filter: {created: {ge: "query.span|after ''", lt: "query.span|after '/'"}}
      answer: {json: "@ids"}
    - get: /b
      filter: {created: {ge: "query.q|after 'time >= '", lt: "query.q|after 'time < '"}}
      answer: {json: "@ids"}
    - get: /c
      filter: {created: {ge: "query.q|json.time[0]", format: epoch_s}}
      answer: {json: "@ids"}
    """
    asked = client(section, TIMELINE)
    assert asked.get("/a?span=2024-01-01T00:00:02Z/2024-01-01T00:00:04Z") == ["2", "3"]
    # A time with a blank is one value.
    assert asked.get("/b?q=time >= 2024-01-01 00:00:03 and time < 2024-01-01 00:00:05") == [
        "3",
        "4",
    ]
    # Some integrations send a Python literal.
    assert asked.get(f"/c?q={{'time': ['{START_S + 4}', 'x']}}") == ["4", "5"]


def test_a_broken_body_asks_for_nothing() -> None:
    asked = client(WHERE, TIMELINE)
    assert len(asked.post("/search", "{no json")) == 6
    assert len(asked.post("/search", "[1]")) == 6


@pytest.mark.parametrize(
    ("comparison", "query"),
    [
        ("created: {ge: query.t}", "t=soon"),
        ("created: {ge: query.t, format: epoch_s}", "t=2024-01-01"),
        ("created: {ge: query.t, required: true}", ""),
        ("created: {within: query.t}", "t=long"),
        ("created: {within: query.t, unit: query.u}", "t=2&u=moons"),
    ],
)
def test_what_cannot_be_read_is_a_bad_request(comparison: str, query: str) -> None:
    assert ids(f"filter: {{{comparison}}}", f"/a?{query}") == 400


def test_milliseconds_for_seconds_lie_in_the_far_future() -> None:
    route = "filter: {created: {ge: query.t, format: epoch_s}}"
    assert ids(route, f"/a?t={START_S}000") == []


@pytest.mark.parametrize(
    ("filters", "path", "named"),
    [
        ({"created": {"gee": "query.t"}}, ("created", "gee"), "did you mean 'ge'"),
        ({"created": {}}, ("created",), "needs a comparison"),
        ({"created": {"ge": "soon"}}, ("created", "ge"), "no ISO 8601"),
        ({"created": {"ge": "query.t", "format": "epoch"}}, ("created", "format"), "epoch_s"),
        ({"name": {"eq": 1, "precision": "second"}}, ("name", "precision"), "is no time"),
        ({"created": {"ge": "query.t", "precision": "secnd"}}, ("created", "precision"), "second"),
        ({"created": {"within": "long"}}, ("created", "within"), "not a length of time"),
        ({"created": {"ge": "body.a[x]"}}, ("created", "ge"), "has a mistake at"),
        ({"n": {"within": "1h", "unit": "y"}}, ("n", "unit"), "not a unit"),
        ("created", (), "filter must map fields"),
    ],
)
def test_mistakes_are_named_with_their_place(
    filters: Any, path: tuple[str | int, ...], named: str
) -> None:
    with pytest.raises(SectionError, match=named) as caught:
        parse_api({"routes": [{"get": "/a", "filter": filters}]})
    assert caught.value.path == ("api", "routes", 0, "filter", *path)
