"""Lists with events of their own: those that one fetch reads, and that become incidents apart."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.emulator.judging.verdict.worlds import fetch
from xfetch.emulator.record.entries import CheckedJson, Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.first_timeline import events_for
from xfetch.emulator.starter.kinds.streams import created_of, names_of, read_together
from xfetch.emulator.starter.making.guess import Guess
from xfetch.emulator.starter.making.made import made_of

ALERTS, CASES = ("GET", "/v1/alerts/list"), ("GET", "/v1/cases/list")
LISTED: CheckedJson = {"answer": {"json": {"data": "@events"}}}
BY_ID: CheckedJson = {**LISTED, "filter": {"id": {"in": "query.id"}}}


def asking(*paths: str) -> FetchRun:
    run = fetch(1)
    exchanges = (Exchange(n, run.at, "GET", f"https://x{path}") for n, path in enumerate(paths))
    return replace(run, record=Record(tuple(exchanges)))


def endpoint(place: tuple[str, str]) -> Endpoint:
    return Endpoint(*place, login=False, asked={})


def test_lists_that_one_fetch_reads() -> None:
    both = [endpoint(ALERTS), endpoint(CASES)]
    run = asking(ALERTS[1], CASES[1])
    assert read_together([LISTED, LISTED], both, [run]) == (ALERTS, CASES)
    # Events that an earlier answer named are no other kind.
    assert read_together([LISTED, BY_ID], both, [run]) == ()
    # A later fetch may read the same events elsewhere.
    assert read_together([LISTED, LISTED], both, [asking(ALERTS[1]), asking(CASES[1])]) == ()


def test_a_name_is_a_word_that_no_other_list_has() -> None:
    assert names_of([ALERTS, CASES]) == {ALERTS: "list", CASES: "cases"}
    assert names_of([("GET", "/a"), ("POST", "/a")]) == {
        ("GET", "/a"): "a",
        ("POST", "/a"): "events-2",
    }


def test_each_list_has_a_share_of_the_events_and_shows_it_alone() -> None:
    names = {ALERTS: "alerts", CASES: "cases"}
    made = made_of([endpoint(ALERTS), endpoint(CASES)], Guess(("id",), streams=names))
    assert [route["stream"] for route in made.routes] == ["alerts", "cases"]
    shares = [one["generate"] for one in events_for("", made)]
    assert [(one["stream"], one["count"], one["first"]) for one in shares] == [
        ("alerts", 6, 1001),
        ("cases", 6, 1007),
    ]
    assert made.ids["cases"] == {"1007", "1008", "1009", "1010", "1011", "1012"}


def test_a_list_of_which_nothing_becomes_an_incident_has_no_events_of_its_own() -> None:
    names = {ALERTS: "alerts", CASES: "cases"}
    ids = {"alerts": {"1001"}, "cases": {"1007"}}
    kept = ({"rawJSON": json.dumps({"id": "1007"})},)
    assert created_of([replace(fetch(1), incidents=kept)], names, ids) == {CASES: "cases"}
