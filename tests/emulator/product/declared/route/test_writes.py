"""What requests change: acknowledge, close, delete, tag; jobs; and how often they may ask."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.product.declared.worlds import START_S, Client, client, event, json
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

WRITES = """
routes:
- get: /open
  filter: {status: {not_in: [closed, archived]}}
  order: updated
  answer: {json: "@events", event: {id: "@id", status: "@status", tags: "@tags?", by: "@audit.by?"}}
- get: /changed
  filter: {updated: {ge: query.since, format: epoch_s}}
  answer: {json: "@ids"}
- post: /alerts/{id}/ack
  write: {ids: path.id, set: {status: acked, audit.by: "@body.user", audit.at: "@now epoch_s"}}
  answer: {json: {id: "@event.id", status: "@event.status"}}
- patch: /alerts
  write: {ids: "body.items[*].Id", set: {status: "@body.status"}}
  answer: {json: {updated: "@written"}}
- post: /archive
  filter: {created: {lt: body.before, format: epoch_s}}
  write: {set: {status: archived}}
- post: /alerts/{id}/tags
  write: {ids: path.id, add: {tags: "@body.add"}, take: {tags: "@body.take"}, touch: false}
- delete: /alerts/{id}
  write: {ids: path.id, delete: true}
  answer: {status: 204}
"""


def written(second: float = 100) -> Client:
    timeline = [event(n, n, status="new", audit={"by": None, "at": 0}) for n in range(4)]
    return client(WRITES, timeline, second)


def open_ids(asked: Client) -> list[str]:
    return [found["id"] for found in asked.get("/open")]


def test_an_acknowledgement_moves_the_updated_time_and_shows() -> None:
    asked = written()
    assert asked.post("/alerts/1/ack", {"user": "joe"}) == {"id": "1", "status": "acked"}
    assert open_ids(asked) == ["0", "2", "3", "1"]
    assert asked.get("/open")[-1] == {"id": "1", "status": "acked", "by": "joe"}
    assert asked.get(f"/changed?since={START_S + 100}") == ["1"]


def test_what_is_closed_is_found_no_more() -> None:
    asked = written()
    body = {"items": [{"Id": "0"}, {"Id": 2}, {"Id": "nobody"}], "status": "closed"}
    assert json(asked.ask("PATCH", "/alerts", body)) == {"updated": 2}
    assert open_ids(asked) == ["1", "3"]


def test_a_write_may_change_whatever_the_filter_finds() -> None:
    asked = written()
    asked.post("/archive", {"before": START_S + 2})
    assert open_ids(asked) == ["2", "3"]


def test_tags_come_and_go_and_leave_the_time_alone() -> None:
    asked = written()
    asked.post("/alerts/3/tags", {"add": ["a", "b"]})
    asked.post("/alerts/3/tags", {"add": "b", "take": "a"})
    assert asked.get("/open")[-1]["tags"] == ["b"]
    assert asked.get(f"/changed?since={START_S + 50}") == []


def test_what_is_deleted_is_gone() -> None:
    asked = written()
    assert asked.ask("DELETE", "/alerts/2").status == 204
    assert open_ids(asked) == ["0", "1", "3"]
    assert asked.ask("DELETE", "/alerts/2").status == 404
    assert asked.ask("POST", "/alerts/2/ack", {}).status == 404


def test_the_timeline_goes_on_after_a_write() -> None:
    timeline = [event(1, status="new", updates=[(200, {"status": "reopened"})])]
    asked = client(WRITES, timeline, second=100)
    asked.post("/alerts/1/ack", {"user": "joe"})
    asked.second = 300
    assert asked.get("/open") == [{"id": "1", "status": "reopened", "by": "joe"}]


def test_the_timelines_own_fields_are_not_written_to() -> None:
    timeline = [event(1, status="new", audit={"by": None})]
    client(WRITES, timeline).post("/alerts/1/ack", {"user": "joe"})
    assert timeline[0].fields == {"status": "new", "audit": {"by": None}}


JOBS = """
routes:
- post: /searches
  filter: {created: {ge: body.from, format: epoch_s}}
  order: -created
  job: {create: search, takes: 30s}
  answer: {status: 201, json: {id: "@job.id", state: "@job.status"}}
- get: /searches/{id}
  job: {poll: search, id: path.id, running: WAIT, done: COMPLETED}
  answer: {json: {state: "@job.status", percent: "@job.progress", n: "@job.count"}}
- get: /searches/{id}/results
  job: {read: search, id: path.id, lifetime: 1h}
  page: {limit: 2, offset: query.start}
  errors: {early: {status: 409}}
  answer: {json: {ids: "@ids", total: "@total", next: "@next"}}
"""


def test_a_job_is_created_polled_and_read() -> None:
    asked = client(JOBS, [event(n, n) for n in range(5)], second=100)
    made = asked.ask("POST", "/searches", {"from": START_S + 1})
    assert made.status == 201
    job = json(made)["id"]
    asked.second = 115
    assert asked.get(f"/searches/{job}") == {"state": "WAIT", "percent": 50, "n": 0}
    assert asked.ask("GET", f"/searches/{job}/results").status == 409
    asked.second = 130
    assert asked.get(f"/searches/{job}") == {"state": "COMPLETED", "percent": 100, "n": 4}
    first = asked.get(f"/searches/{job}/results")
    assert first == {"ids": ["4", "3"], "total": 4, "next": 2}
    assert asked.get(f"/searches/{job}/results?start=2")["ids"] == ["2", "1"]
    assert asked.ask("GET", "/searches/none").status == 404


def test_a_job_finds_what_was_visible_when_it_was_created() -> None:
    asked = client(JOBS, [event(1, 0), event(2, 110)], second=100)
    job = asked.post("/searches", {})["id"]
    asked.second = 200
    assert asked.get(f"/searches/{job}/results")["ids"] == ["1"]


def test_a_job_is_read_with_a_cursor() -> None:
    section = JOBS.replace("offset: query.start", "cursor: query.c")
    asked = client(section, [event(n, n) for n in range(3)], second=100)
    job = asked.post("/searches", {})["id"]
    asked.second = 200
    first = asked.get(f"/searches/{job}/results")
    second = asked.get(f"/searches/{job}/results?c={first['next']}")
    assert (first["ids"], second["ids"], second["next"]) == (["2", "1"], ["0"], None)


def test_requests_are_limited_in_any_window_of_the_simulated_clock() -> None:
    asked = client("rate: {limit: 2, per: 10s}\nroutes: [{get: /a}, {get: /b}]", second=0)
    assert asked.ask("GET", "/a").status == 200
    asked.second = 4
    assert asked.ask("GET", "/b").status == 200
    refused = asked.ask("GET", "/a")
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "6"
    asked.second = 9.5
    assert asked.ask("GET", "/a").headers["Retry-After"] == "1"
    asked.second = 10
    assert asked.ask("GET", "/a").status == 200
    assert asked.ask("GET", "/a").status == 429


def test_a_limit_may_be_a_routes_own_and_answer_200_with_a_text() -> None:
    section = """
    errors: {limited: {status: 200, json: {error: slow down, wait: "@retry_after"}}}
    routes: [{get: /a, rate: {limit: 1, per: 1m}}, {get: /b}]
    """
    asked = client(section)
    assert asked.get("/a") == []
    got = asked.ask("GET", "/a")
    assert (got.status, json(got)) == (200, {"error": "slow down", "wait": 60})
    assert asked.get("/b") == []


@pytest.mark.parametrize(
    ("route", "named"),
    [
        ({"write": {"ids": "path.id"}}, "changes nothing"),
        ({"write": {"ids": "id", "delete": True}}, "no part of a request"),
        ({"write": {"set": {"a": "@id"}}}, "there is no value @id here"),
        ({"job": {"create": "a", "poll": "a"}}, "one step"),
        ({"job": {"poll": "a"}}, "needs id"),
        ({"job": {"create": "a", "takes": "long"}}, "not a duration"),
        ({"rate": {"limit": 0, "per": "1s"}}, "from 1"),
    ],
)
def test_mistakes_are_named(route: dict[str, Any], named: str) -> None:
    with pytest.raises(SectionError, match=named):
        parse_api({"routes": [{"get": "/a", **route}]})
