"""The stories, each from the fetches that did it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from xfetch.emulator.judging.judge import judge
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.product_event import Update, VendorEvent

from .worlds import at, event, fetch


def cursor(seconds: float) -> dict[str, str]:
    return {"last_fetch": at(seconds).isoformat()}


def answer(*ids: str) -> list[str]:
    return [json.dumps([{"id": one} for one in ids])]


def told(truth: Sequence[VendorEvent] | None, *fetches: FetchRun) -> dict[str, str]:
    found = judge(fetches, id_field="id", truth=truth).findings
    stories: dict[Any, str] = {
        item.evidence.get("event") or item.evidence.get("incident"): item.message
        for item in found
        if item.rule in ("XF101", "XF102")
    }
    return stories


def test_indexed_late() -> None:
    truth = [event("104", 7.3, 90), event("105", 60)]
    fetches = [
        fetch(1, after=cursor(-60)),
        fetch(2, "105", before=cursor(-60), after=cursor(60), answers=answer("105")),
        fetch(3, before=cursor(60), answers=answer()),
        fetch(4, before=cursor(60), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "104": "event 104, created 00:00:07.300, became visible at 00:01:30; cycle 2 had already"
        " moved `last_fetch` to 00:01:00"
    }


def test_a_seek_is_not_the_request_that_should_have_held_an_event() -> None:
    seek = ("https://x/seek?time=2024-01-01T00:00:00Z", "[]")
    later = [asked_in(cycle, seek, ("https://x/pull", "[]"), ids=[]) for cycle in (3, 4)]
    first = asked_in(2, seek, ("https://x/pull", '[{"id": "105"}]'), ids=["105"])
    (story,) = told([event("104", 7.3), event("105", 60)], fetch(1), first, *later).values()
    assert "cycle 2 asked GET /pull, got 1 other event, and" in story


def test_visible_after_the_request_and_before_the_end_of_the_fetch() -> None:
    truth = [event("104", 7.3, 63), event("105", 60)]
    slow = fetch(2, "105", before=cursor(-60), after=cursor(60), answers=answer("105"))
    fetches = [
        fetch(1, after=cursor(-60)),
        replace(slow, pulled_at=at(66)),
        fetch(3, before=cursor(60), answers=answer()),
        fetch(4, before=cursor(60), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "104": "event 104, created 00:00:07.300, became visible at 00:01:03; cycle 2 had asked before,"
        " and then moved `last_fetch` to 00:01:00"
    }


def test_cut_off_at_the_limit_by_the_product() -> None:
    truth = [event("1", 5), event("2", 5), event("3", 30)]
    fetches = [
        fetch(1, after=cursor(-60)),
        fetch(2, "1", before=cursor(-60), after=cursor(5), answers=answer("1")),
        fetch(3, "3", before=cursor(5), after=cursor(30), answers=answer("3")),
        fetch(4, before=cursor(30), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "2": "event 2, created 00:00:05: cycle 2 asked GET /alerts?since=5, got 1 other event, and"
        " moved `last_fetch` from 12-31 23:59:00 to 00:00:05"
    }


def test_got_and_dropped_by_the_integration() -> None:
    truth = [event("1", 5), event("2", 6), event("3", 7)]
    fetches = [
        fetch(1, after=cursor(-60)),
        fetch(2, "1", "3", before=cursor(-60), after=cursor(7), answers=answer("1", "2", "3")),
        fetch(3, before=cursor(7), answers=answer()),
        fetch(4, before=cursor(7), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "2": "event 2, created 00:00:06: cycle 2 asked GET /alerts?since=5 and got it among 3"
        " events, created 2 others, and moved `last_fetch` from 12-31 23:59:00 to 00:00:07"
    }


def test_got_by_a_fetch_that_failed_and_moved_on() -> None:
    truth = [event("1", 5), event("2", 70)]
    fetches = [
        fetch(1, after=cursor(-60)),
        fetch(2, status="error", before=cursor(-60), after=cursor(5), answers=answer("1")),
        fetch(3, "2", before=cursor(5), after=cursor(70), answers=answer("2")),
        fetch(4, before=cursor(70), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "1": "event 1, created 00:00:05: cycle 2 asked GET /alerts?since=5 and got it, then failed,"
        " and moved `last_fetch` from 12-31 23:59:00 to 00:00:05; cycle 3 moved `last_fetch` from"
        " 00:00:05 to 00:01:10"
    }


def test_a_cursor_in_the_future() -> None:
    truth = [event("1", 130)]
    fetches = [
        fetch(1, after=cursor(7200), answers=answer()),
        *(fetch(n, before=cursor(7200), answers=answer()) for n in range(2, 7)),
    ]
    assert told(truth, *fetches) == {
        "1": "event 1, created 00:02:10, was not visible yet; cycle 1 had already moved `last_fetch`"
        " to 02:00:00"
    }


def test_nothing_was_asked() -> None:
    fetches = [fetch(1, answers=answer()), *(fetch(n) for n in range(2, 5))]
    (story,) = told([event("1", -5)], *fetches).values()
    assert (
        story == "event 1, created 12-31 23:59:55: cycle 3 sent no request, and saved no position"
    )


def test_created_twice_with_and_without_ground_truth() -> None:
    fetches = [
        fetch(1, "1", after=cursor(5), answers=answer("1")),
        fetch(2, "1", before=cursor(5), answers=answer("1")),
    ]
    (story,) = told(None, *fetches).values()
    assert story.endswith(
        "created twice: in cycles 1, 2; cycle 1 moved `last_fetch` to 00:00:05, cycle 2 asked GET"
        " /alerts?since=5 and got it again"
    )
    (story,) = told([event("1", 5)], *fetches).values()
    assert story.endswith(
        "created twice: in cycles 1, 2; cycle 1 moved `last_fetch` to 00:00:05; created 00:00:05, and"
        " cycle 2 asked GET /alerts?since=5 and got it again"
    )


def repeated_from(start: str, *updates: Update) -> str:
    """The story of an event created at 5 s, delivered by the first fetch and again by the second."""
    fetches = [
        fetch(1, "1", after=cursor(5), answers=answer("1")),
        fetch(2, "1", before=cursor(5), answers=answer("1"), url=f"https://x/alerts?since={start}"),
    ]
    (story,) = told([event("1", 5, updates=updates)], *fetches).values()
    return story.partition("; ")[2]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2024-01-01T00:00:05Z", "asked from 00:00:05, inclusively: "),
        ("2024-01-01T00:00:04Z", "asked from 00:00:04: "),
        ("1704067205000", "asked from 00:00:05, inclusively: "),
    ],
)
def test_a_repeated_boundary_has_the_events_own_time(start: str, words: str) -> None:
    assert repeated_from(start) == (
        "cycle 1 moved `last_fetch` to 00:00:05; created 00:00:05, and cycle 2"
        f" {words}GET /alerts?since={start} returned it again"
    )


def test_a_changed_event_has_its_change() -> None:
    start = "2024-01-01T00:00:06Z"
    assert repeated_from(start, Update(at(40), {"state": "closed"})) == (
        "cycle 1 moved `last_fetch` to 00:00:05, 1 changed at 00:00:40, cycle 2 asked GET"
        f" /alerts?since={start} and got it again"
    )
    before = repeated_from(start, Update(at(-40), {"state": "new"}), Update(at(200), {}))
    assert "changed" not in before, "neither before the first fetch nor after the second"


def test_an_event_of_the_time_that_is_asked_for_comes_again_without_a_change() -> None:
    story = repeated_from("2024-01-01T00:00:05Z", Update(at(40), {"state": "closed"}))
    assert "created 00:00:05, and cycle 2 asked from 00:00:05, inclusively" in story


def test_the_boundary_of_an_event_that_changed_before_is_its_change() -> None:
    story = repeated_from("1704067200", Update(at(0), {"state": "new"}))
    assert "changed 00:00:00, and cycle 2 asked from 00:00:00, inclusively: GET" in story


def test_created_twice_in_one_batch() -> None:
    (story,) = told(None, fetch(1, "1", "1", answers=answer("1"))).values()
    assert story.endswith(
        "created twice: in cycle 1; cycle 1 got it from one request only, GET /alerts?since=5"
    )
    (story,) = told(None, fetch(1, "1", "1", answers=answer("1") * 2)).values()
    assert story.endswith("cycle 1 asked GET /alerts?since=5 twice and got it each time")


def asked_in(cycle: int, *asked: tuple[str, str], ids: Sequence[str]) -> FetchRun:
    """A fetch that asked these URLs and got these bodies, and created ``ids``."""
    run = fetch(cycle, *ids, after=cursor(cycle))
    exchanges = tuple(
        Exchange(number, run.at, "GET", url, status=200, response_body=body)
        for number, (url, body) in enumerate(asked)
    )
    return replace(run, record=Record(exchanges))


def test_two_requests_of_one_fetch_brought_it_and_a_later_fetch_again() -> None:
    made, updated = ("https://x/a?made=1", '[{"id": "8"}]'), ("https://x/a?upd=1", '[{"id": "8"}]')
    detail, other = ("https://x/a/8", '{"id": "8"}'), ("https://x/a?made=9", '[{"id": "9"}]')
    fetches = [
        asked_in(3, other, made, detail, updated, ids=["8", "8", "9"]),
        asked_in(4, other, updated, detail, ids=["8"]),
    ]
    found = judge(fetches, id_field="id").findings
    duplicate = next(item for item in found if item.evidence.get("incident") == "8")
    assert duplicate.message.endswith(
        "created three times: in cycles 3, 4; cycle 3 asked GET /a?made=1 and got it, and asked GET"
        " /a?upd=1 and got it again; cycle 3 moved `last_fetch` to 00:00:03, cycle 4 asked GET /a?upd=1"
        " and got it again"
    )
    assert duplicate.evidence["requests"] == ["GET /a?made=1", "GET /a?upd=1"]


def test_what_no_answer_had_was_kept_by_the_integration() -> None:
    fetches = [fetch(1, "1", answers=answer("1")), fetch(2, "1", answers=answer("2"))]
    (story,) = told(None, *fetches).values()
    assert story.endswith("asked GET /alerts?since=5, got it in no answer, and sent it again")


def test_the_request_that_had_the_event_is_told() -> None:
    many, few = (
        ("https://x/a?list=1", '[{"id":"1"},{"id":"2"}]'),
        ("https://x/b?p=1", '[{"id":"3"}]'),
    )
    truth = [event(name, 5) for name in "123"]
    fetches = [
        asked_in(1, many, few, ids=["1", "2"]),
        *(fetch(n, before=cursor(1)) for n in (2, 3, 4)),
    ]
    found = judge(fetches, id_field="id", truth=truth).findings
    missed = next(item for item in found if item.rule == "XF102")
    assert "cycle 1 asked GET /b?p=1 and got it, created 2 others" in missed.message
    assert missed.evidence["requests"] == ["GET /b?p=1"]
    assert missed.cycle == 1, "the cycle of the story"


def test_a_long_request_is_whole_in_the_evidence_and_keeps_its_start_in_the_story() -> None:
    start = "2024-01-01T00:00:05Z"
    url = f"https://x/alerts?fields={'y' * 300}&since={start}&more={'z' * 300}"
    fetches = [
        fetch(1, "1", after=cursor(5), answers=answer("1")),
        fetch(2, "1", before=cursor(5), answers=answer("1"), url=url),
    ]
    found = judge(fetches, id_field="id", truth=[event("1", 5)]).findings
    (duplicate,) = [item for item in found if item.rule == "XF101"]
    assert duplicate.evidence["requests"] == [f"GET /{url.partition('x/')[2]}"]
    assert f"since={start}" in duplicate.message
    assert "GET /alerts?…" in duplicate.message
    assert len(duplicate.message) < 400


def test_a_story_is_one_line() -> None:
    long = [fetch(n, url=f"https://x/?a=%0A%0A{'y' * 500}", answers=["{}"]) for n in range(1, 5)]
    (story,) = told([event("1", -5)], *long).values()
    assert "\n" not in story
    assert len(story) < 250


def test_thousands_of_missed_events_are_told_up_to_a_limit() -> None:
    truth = [event(str(number), 0) for number in range(1500)]
    findings = judge(
        [fetch(n, answers=answer()) for n in range(1, 5)], id_field="id", truth=truth
    ).findings
    (missed,) = (item for item in findings if item.rule == "XF102")
    assert (missed.count, len(missed.events)) == (1500, 1500)
    assert missed.title == "1500 events missed: 0, 1, 2, 3, 4, 5, 6, 7, 8 (in cycle 3) … 1491 more"


def two_lists(cycle: int, *ids: str, states: tuple[Any, Any], got: tuple[str, str]) -> FetchRun:
    """A fetch that asks for detections by time and for incidents by offset."""
    before, after = states
    run = fetch(cycle, *ids, before=before, after=after)
    asked = (
        f"https://x/detections?since={before.get('time', at(-3600).isoformat())}",
        f"https://x/incidents?since={at(-3600).isoformat()}&offset={before.get('offset', 0)}",
    )
    entries = tuple(
        Exchange(number, run.at, "GET", url.replace("+", "%2B"), status=200, response_body=body)
        for number, (url, body) in enumerate(zip(asked, got, strict=True))
    )
    return replace(run, record=Record(entries))


def test_the_list_that_should_have_brought_it_is_the_one_told() -> None:
    truth = [
        event("d1", -20, stream="detections"), event("i1", -50, stream="incidents"),
        event("i2", 30, stream="incidents"), event("i3", 150, stream="incidents"),
        event("d2", 155, stream="detections"),
    ]  # fmt: skip
    states = [
        {},
        {"offset": 2, "time": at(-20).isoformat()},
        {"offset": 2, "time": at(-20).isoformat()},
        {"offset": 4, "time": at(155).isoformat()},
        {"offset": 4, "time": at(155).isoformat()},
    ]
    one, none = '[{"id": "%s"}]', "[]"
    fetches = [
        two_lists(1, "d1", "i1", states=(states[0], states[1]), got=(one % "d1", one % "i1")),
        two_lists(2, states=(states[1], states[2]), got=(none, none)),
        two_lists(4, "d2", "i3", states=(states[2], states[3]), got=(one % "d2", one % "i3")),
        two_lists(5, states=(states[3], states[4]), got=(none, none)),
    ]
    assert told(truth, *fetches) == {
        "i2": "event i2, created 00:00:30: cycle 4 asked"
        " GET /incidents?since=2023-12-31T23:00:00+00:00&offset=2, got 1 other event, and moved"
        " `offset` from 2 to 4"
    }


def test_a_position_in_a_form_of_its_own_is_one() -> None:
    truth = [event("1", 30.2), event("2", 30.6, 70), event("3", 200)]

    def form(seconds: float) -> dict[str, str]:
        return {"time": at(seconds).strftime("%Y-%m-%d-%H:%M:%S")}

    fetches = [
        fetch(1, after=form(-60)),
        fetch(2, "1", before=form(-60), after=form(31), answers=answer("1")),
        fetch(3, before=form(31), answers=answer()),
        fetch(5, "3", before=form(31), after=form(201), answers=answer("3")),
        fetch(6, before=form(201), answers=answer()),
    ]
    assert told(truth, *fetches) == {
        "2": "event 2, created 00:00:30.600, became visible at 00:01:10; cycle 2 had already moved"
        " `time` to 00:00:31"
    }
