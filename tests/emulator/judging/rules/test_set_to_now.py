"""XF209: the last run follows the clock, and not only in looks; and which losses that explains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.rules import set_to_now
from xfetch.emulator.record.entries import Attempt, Call, Exchange, Line, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
FETCH = """
import requests
from datetime import datetime, timedelta
FORMAT = "%Y-%m-%dT%H:%M:%SZ"
now = datetime.utcnow().strftime(FORMAT)
since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
found = requests.get("https://p.example.com/a", params={{"since": since}}).json()
demisto.incidents([{{"rawJSON": json.dumps(item)}} for item in found])
newest = max((item["created"] for item in found), default="")
demisto.setLastRun({{"since": {since}}})
"""
# The newest event's second and one more, which no clock is asked for.
A_SECOND_LATER = "(datetime.strptime(newest, FORMAT) + timedelta(seconds=1)).strftime(FORMAT)"
VENDOR = """
EVENTS = {events}
class Vendor:
    def handle(self, request, now):
        there = [event for event in EVENTS if event["visible"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [
            {{"id": event["id"], "created": event["created"]}}
            for event in there
            if request.query["since"] {compared} event["created"]
        ]
    def events(self):
        return EVENTS
"""


def iso(seconds: float) -> str:
    return f"{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def told(folder: Path, since: str, compared: str, *events: tuple[float, float]) -> list[Finding]:
    """What XF209 says of a fetch that saves ``since``; events are (created, visible), in seconds."""
    rows = [
        {"id": str(number), "created": iso(created), "visible": iso(visible)}
        for number, (created, visible) in enumerate(events, 1)
    ]
    vendor = worlds.vendor(folder, VENDOR.format(events=rows, compared=compared))
    outcome = worlds.run(worlds.write(folder, FETCH.format(since=since)), 8, vendor_file=vendor)
    assert "XF102" in {item.rule for item in outcome.findings}
    return [item for item in outcome.findings if item.rule == "XF209"]


def test_an_event_near_the_tick_and_a_second_is_no_clock(tmp_path: Path) -> None:
    since = f"{A_SECOND_LATER} if found else since"
    assert told(tmp_path, since, "<=", (59, 59), (59, 90), (250, 251)) == []


def test_an_empty_page_that_saves_the_clock_is_told_at_its_line(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "newest or now", "<", (59, 59), (100, 190), (250, 251))
    assert (found.severity, found.cycle, str(found.line)) == ("error", 3, "Probe.py:12")
    assert found.message == (
        "`since` is set to the current time, not to the newest event's time; no request asked for what"
        " became visible later: event 2"
    )


# On records put together by hand


def fetch(
    cycle: int,
    before: dict[str, Any],
    asked: dict[str, Any],
    *created_s: float,
    answer: str | None = None,
    **changes: Any,
) -> FetchRun:
    """A fetch at its minute that takes no time; events have the second of their creation as their id."""
    at = START + timedelta(minutes=cycle)
    events = [{"id": f"e{seconds:g}", "created": iso(seconds)} for seconds in created_s]
    incidents = tuple({"name": "n", "rawJSON": json.dumps(event)} for event in events)
    body = json.dumps(events) if answer is None else answer
    since = next(iter(before.values()), "")
    url = f"https://p.example.com/a?since={since}"
    entries = (
        Exchange(1, at, "GET", url, status=200, response_body=body),
        Call(2, at, "setLastRun", {"value": asked}, line=Line("P.py", 9)),
    )
    change = LastRunChange(before, asked, asked, was_set=True, saved=True)
    run = FetchRun(cycle, at, at, "ok", "", change, incidents, record=Record(entries))
    return replace(run, **changes)


def chain(
    states: Sequence[dict[str, Any]], *created: Sequence[float], **more: Any
) -> list[FetchRun]:
    """Fetches 1, 2, … of which each saves the next of ``states`` and creates the next of ``created``."""
    before: list[dict[str, Any]] = [{}, *states]
    return [
        fetch(number, before[number - 1], state, *events, **more)
        for number, (state, events) in enumerate(zip(states, created, strict=True), 1)
    ]


def findings(runs: Sequence[FetchRun], *events: tuple[float, float]) -> list[tuple[str, Any]]:
    truth = [
        VendorEvent(
            f"e{created:g}", START + timedelta(seconds=created), START + timedelta(seconds=visible)
        )
        for created, visible in events
    ]
    found = judge(runs, id_field="id", truth=truth or None).findings
    return [(item.severity, item.evidence.get("events")) for item in found if item.rule == "XF209"]


NOW = [{"since": iso(60 * cycle)} for cycle in range(1, 7)]
CREATED = [(30,), (80,), (145,), (200,), (), ()]


def test_only_the_events_that_it_explains_make_it_an_error() -> None:
    runs = chain(NOW, *CREATED)
    seen = [(30, 31), (80, 81), (145, 146), (200, 201)]
    assert findings(runs) == [("info", None)]
    # What the product had shown before the time that was saved was lost by something else.
    assert findings(runs, *seen, (70, 71)) == [("info", None)]
    late = (100, 150)
    assert findings(runs, *seen, (70, 71), late) == [("error", ["e100"])]


def test_what_an_earlier_fetch_had_passed_is_not_explained() -> None:
    # Cycle 2 moves to an event at 1:30; only cycle 3, whose page is empty, takes the clock.
    states = [{"since": iso(30)}, {"since": iso(90)}, *NOW[2:]]
    runs = chain(states, (30,), (90,), (), (), (), ())
    assert findings(runs, (30, 31), (90, 91), (85, 200)) == [("info", None)]
    assert findings(runs, (30, 31), (90, 91), (100, 200)) == [("error", ["e100"])]


def test_a_short_page_that_saves_the_clock_is_told_beside_full_ones_that_save_the_event() -> None:
    states = [{"since": iso(60)}, {"since": iso(80)}, {"since": iso(180)}]
    assert findings(chain(states, (30,), (80,), (145,))) == [("info", None)]


@pytest.mark.parametrize("step_s", [1, 60])
def test_the_newest_event_and_a_step_is_no_clock(step_s: int) -> None:
    newest = (60 - step_s, 100, 145)
    runs = chain([{"since": iso(one + step_s)} for one in newest], *((one,) for one in newest))
    assert findings(runs) == []


def test_a_time_that_the_product_answers_is_no_clock_of_the_code() -> None:
    runs = chain(NOW, *[()] * 6)
    assert findings(runs) == [("info", None)]
    told_by_product = [
        replace(
            run,
            record=Record(
                (
                    replace(run.record.exchanges[0], response_body=f'{{"until": "{iso(60 * n)}"}}'),
                    *run.record.calls,
                )
            ),
        )
        for n, run in enumerate(runs, 1)
    ]
    assert findings(told_by_product) == []


def test_events_that_were_known_already_stand_in_the_answer() -> None:
    states = [{"since": iso(60)}]
    assert findings([fetch(1, {"since": iso(20)}, states[0], answer="[]")]) == [("info", None)]
    known = json.dumps([{"id": "e59", "created": iso(59)}])
    assert findings([fetch(1, {"since": iso(20)}, states[0], answer=known)]) == []
    in_xml = f"<alerts><alert><created>{iso(59)}</created></alert></alerts>"
    assert findings([fetch(1, {"since": iso(20)}, states[0], answer=in_xml)]) == []


def test_a_time_for_people_beside_the_position_is_left_alone() -> None:
    """``since`` in the request is the first value of the last run."""
    for_people = [{"last_id": str(n), "ran_at": iso(60 * n)} for n in range(1, 7)]
    assert findings(chain(for_people, *CREATED)) == []
    asked_with = [{"since": iso(60 * n), "last_id": str(n)} for n in range(1, 7)]
    assert findings(chain(asked_with, *CREATED)) == [("info", None)]


def test_when_an_id_was_found_is_no_position() -> None:
    found: list[dict[str, Any]] = [{"found_ids": {"a": iso(60 * n)}} for n in range(1, 7)]
    assert findings(chain(found, *CREATED)) == []


def test_a_first_run_that_asks_nothing_only_chooses_where_to_begin() -> None:
    begins = fetch(1, {}, NOW[0], record=Record())
    later = fetch(2, NOW[0], {"since": iso(80)}, 80)
    assert findings([begins, later]) == []
    assert findings([fetch(1, {}, NOW[0]), later]) == [("info", None)]


def test_a_fetch_that_nothing_answered_shows_no_habit() -> None:
    attempt = Attempt(1, START, "http", "GET https://p.example.com/a")
    run = fetch(1, {"since": iso(20)}, NOW[0])
    assert findings([run]) == [("info", None)]
    assert findings([replace(run, record=Record((attempt, *run.record.calls)))]) == []


def test_so_many_saves_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, late = chain(NOW, *[()] * 6), (230, 250)
    assert findings(runs, late) == [("error", ["e230"])]
    monkeypatch.setattr(set_to_now, "_MOST_SAVES", 2)
    assert findings(runs, late) == [("info", None)]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [((1, 1, 1), []), ((1, 2, 3), [("info", None)]), ((1, 2, 2), [("info", None)])],
    ids=["once", "always", "twice"],
)
def test_one_idle_fetch_that_saved_its_time_may_have_done_so_by_chance(
    minutes: Sequence[int], said: list[tuple[str, Any]]
) -> None:
    states = [{"since": iso(60 * n)} for n in minutes]
    assert findings(chain(states, (), (), ())) == said
