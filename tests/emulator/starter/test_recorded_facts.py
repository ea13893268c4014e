"""What recorded answers prove about a product: the boundary and the order."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from xfetch.emulator.recording.answered import Answered
from xfetch.emulator.recording.events_found import event_lists
from xfetch.emulator.starter.recorded_facts import Proof, boundary, order, proven
from xfetch.emulator.starter.seen import seen_of

AT = datetime(2024, 1, 1, 12, tzinfo=timezone.utc)


def answer(since: str, *minutes: int, limit: str = "", more: str = "") -> Answered:
    """A request for the alerts since a time, and its answer: one alert a minute of 08:00 that is named."""
    alerts = [{"id": f"A{n}", "created": f"2024-01-01T08:{n:02}:00Z"} for n in minutes]
    url = f"https://a.example/alerts?since=2024-01-01T{since}Z{limit and '&limit=' + limit}{more}"
    body = json.dumps({"alerts": alerts}).encode()
    return Answered(AT, "GET", url, status=200, body=body)


def bound(*answered: Answered) -> Proof | None:
    (events,) = event_lists(answered)
    return boundary(seen_of(answered)["GET", "/alerts"], events)


def test_an_event_of_the_very_time_that_was_asked_for_is_inclusive() -> None:
    found = bound(answer("07:00:00", 1, 2), answer("08:02:00", 2, 3))
    assert found == Proof("ge", "request 2, event A2")


def test_an_event_of_that_time_that_was_left_out_is_exclusive() -> None:
    found = bound(answer("07:00:00", 1, 2), answer("08:02:00", 3), answer("08:03:00"))
    assert found == Proof("gt", "request 2, event A2 left out")


def test_inclusive_once_is_inclusive() -> None:
    found = bound(answer("07:00:00", 1, 2), answer("08:02:00"), answer("08:02:00", 2))
    assert found is not None
    assert found.fact == "ge"


def test_what_a_limit_or_a_page_may_have_left_out_proves_nothing() -> None:
    assert bound(answer("07:00:00", 1, 2), answer("08:02:00", 3, limit="1")) is None
    assert bound(answer("07:00:00", 1, 2), answer("08:02:00", 3, more="&page=2")) is None
    # An event that came only later may not have been there yet.
    assert bound(answer("08:02:00", 3), answer("07:00:00", 1, 2)) is None


def test_the_order_is_proven_where_all_answers_agree() -> None:
    def found(*answered: Answered) -> Proof | None:
        (events,) = event_lists(answered)
        return order(seen_of(answered)["GET", "/alerts"], events)

    assert found(answer("07:00:00", 1), answer("07:00:00", 1, 2, 2, 3)) == Proof(
        "created", "request 2"
    )
    assert found(answer("07:00:00", 3, 2)) == Proof("-created", "request 1")
    assert found(answer("07:00:00", 1, 2), answer("07:00:00", 3, 2)) is None
    assert found(answer("07:00:00", 1)) is None


def test_a_route_takes_what_is_proven() -> None:
    answered = (answer("07:00:00", 2, 1), answer("08:02:00", 2))
    (events,) = event_lists(answered)
    route = {
        "get": "/alerts",
        "filter": {"created": {"gt": "query.since", "format": "any"}},
        "page": {"limit": 3},
        "answer": {"json": {"alerts": "@events"}},
    }
    found, sources = proven(route, seen_of(answered)["GET", "/alerts"], events)
    assert found["filter"] == {"created": {"ge": "query.since", "format": "any"}}
    assert list(found) == ["get", "filter", "order", "page", "answer"]
    assert found["order"] == "-created"
    assert sources == {"filter": "request 2, event A2", "order": "request 1"}
