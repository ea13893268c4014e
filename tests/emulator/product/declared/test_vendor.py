"""The vendor as a whole: what it is asked, what it answers, and what it keeps."""

from __future__ import annotations

import json as json_
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.product.declared.worlds import START_S, Client, at, client, event, vendor
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.vendor import DeclaredVendor
from xfetch.emulator.product.message import Request

ALERTS = """
auth: {header: X-Key, equals: k3y}
routes:
- get: /api/v1/get_alerts
  filter: {created: {ge: query.start_time, format: epoch_s}}
  page: {limit: query.max_results, default: 50, max: 200}
  answer: {json: "@events", event: {alert_id: "@id", created: "@created epoch_s", "**": "@fields"}}
"""
KEY = {"X-Key": "k3y"}


def test_a_useful_api_fits_in_a_few_lines() -> None:
    timeline = [event(n, n, severity="high") for n in range(5)]
    got = client(ALERTS, timeline).get(f"/api/v1/get_alerts?start_time={START_S + 3}", KEY)
    assert got == [
        {"alert_id": "3", "created": START_S + 3, "severity": "high"},
        {"alert_id": "4", "created": START_S + 4, "severity": "high"},
    ]


def test_only_what_is_visible_at_the_time_is_shown() -> None:
    timeline = [event(1, 0), event(2, 10, visible=100), event(3, 20, removed=50)]
    asked = client(ALERTS, timeline, second=30)
    assert [e["alert_id"] for e in asked.get("/api/v1/get_alerts", KEY)] == ["1", "3"]
    asked.second = 200
    assert [e["alert_id"] for e in asked.get("/api/v1/get_alerts", KEY)] == ["1", "2"]


def test_what_no_route_takes_is_answered_with_the_reasons() -> None:
    served = vendor(ALERTS + "- post: /api/v1/close\n  when: {header.X-Step: two}\n")
    answer = Client(served).ask("POST", "/api/v1/close?key=secret", headers={"X-Step": "one"})
    assert answer.status == 404
    assert answer.tried == (
        "GET /api/v1/get_alerts: the method is POST; the path is /api/v1/close",
        "POST /api/v1/close: header.X-Step is not 'two'",
    )


def test_the_status_of_what_no_route_takes_can_be_chosen() -> None:
    served = client("unmatched_status: 501\nroutes: [{get: /a}]\n")
    assert served.ask("GET", "/b").status == 501


def test_the_timeline_is_told_as_it_was_given() -> None:
    timeline = [event(2, 5), event(1, 0)]
    assert list(vendor(ALERTS, timeline).events()) == timeline


STATEFUL = """
rate: {limit: 100, per: 1h}
auth: {bearer: true, issued: true}
routes:
- post: /login
  login: {lifetime: 1h}
- get: /alerts
  filter: {status: {ne: closed}}
  page: {limit: 2, cursor: query.next}
  answer: {json: {ids: "@ids", next: "@next", total: "@total"}}
- post: /alerts/{id}/close
  write: {ids: path.id, set: {status: closed}}
- post: /searches
  job: {create: search, takes: 30s}
- get: /searches/{id}
  job: {poll: search, id: path.id}
- get: /searches/{id}/results
  job: {read: search, id: path.id}
  answer: {json: "@ids"}
"""


def _walked(asked: Client, head: dict[str, str], steps: list[str]) -> list[Any]:
    """What a sequence of requests is answered; ``next`` follows the last cursor."""
    found: list[Any] = []
    cursor, job = "", ""
    for step in steps:
        asked.second += 7
        if step == "list":
            found.append(asked.get("/alerts", head))
        elif step == "next" and cursor:
            found.append(asked.get(f"/alerts?next={cursor}", head))
        elif step == "search":
            job = asked.post("/searches", headers=head)["id"]
        elif step == "poll" and job:
            found.append(asked.get(f"/searches/{job}", head))
            found.append(asked.ask("GET", f"/searches/{job}/results", headers=head).body)
        elif step.startswith("close"):
            found.append(asked.ask("POST", f"/alerts/{step[5:]}/close", headers=head).status)
        if found and isinstance(found[-1], dict) and "next" in found[-1]:
            cursor = found[-1]["next"] or ""
    return found


STEPS = st.lists(
    st.sampled_from(["list", "next", "search", "poll", *(f"close{n}" for n in range(6))]),
    max_size=12,
)


@given(STEPS, STEPS)
@settings(max_examples=60, deadline=None)
def test_a_restored_vendor_goes_on_as_the_first_would_have(
    before: list[str], after: list[str]
) -> None:
    timeline = [event(n, n * 20, updates=[(n * 30, {"status": "new"})]) for n in range(6)]
    first = Client(vendor(STATEFUL, timeline), second=40)
    head = {"Authorization": f"Bearer {first.post('/login')['access_token']}"}
    _walked(first, head, before)
    state = json_.loads(json_.dumps(first.vendor.state()))
    second = Client(vendor(STATEFUL, timeline), second=first.second)
    second.vendor.restore(state)
    assert _walked(second, head, after) == _walked(first, head, after)


def test_the_same_seed_gives_the_same_bytes() -> None:
    def bytes_of(seed: int) -> list[bytes]:
        section = "routes: [{get: /a, order: unspecified}, {post: /login, login: {}}]"
        asked = Client(vendor(section, [event(n) for n in range(9)], seed))
        return [asked.ask("GET", "/a").body, asked.ask("POST", "/login").body]

    assert bytes_of(1) == bytes_of(1)
    assert bytes_of(1) != bytes_of(2)


def test_a_clock_that_steps_back_does_not_take_events_away() -> None:
    asked = client(ALERTS, [event(1, 50)], second=60)
    assert len(asked.get("/api/v1/get_alerts", KEY)) == 1
    asked.second = 10
    assert len(asked.get("/api/v1/get_alerts", KEY)) == 1


def test_what_a_request_lacks_is_told_for_each_spelling_of_it() -> None:
    section = {
        "routes": [
            {"get": "/alerts", "filter": {"created": {"ge": "query.since"}},
             "page": {"limit": "query.limit"}, "answer": {"json": "@events"}},
        ]
    }  # fmt: skip
    product = DeclaredVendor(parse_api(section), [], 1)

    def fit(query: str) -> tuple[str, ...]:
        return product.handle(Request("GET", f"https://acme.example/alerts{query}"), at(0)).fit

    for _ in range(2):
        assert fit("?since=2024-01-01&limit=5") == ("GET /alerts",)
        assert fit("?since=2024-02-02&limit=") == ("GET /alerts", "-query.limit")
        assert fit("?from=1") == ("GET /alerts", "-query.limit", "-query.since", "+query.from")
