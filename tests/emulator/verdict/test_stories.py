"""The stories, each from the fetches that did it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from xfetch.emulator.history import FetchRun
from xfetch.emulator.judge import judge
from xfetch.emulator.vendor_event import VendorEvent

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
        "1": "event 1, created 00:02:10, was not there yet; cycle 1 had already moved `last_fetch`"
        " to 02:00:00"
    }


def test_nothing_was_asked() -> None:
    fetches = [fetch(1, answers=answer()), *(fetch(n) for n in range(2, 5))]
    (story,) = told([event("1", -5)], *fetches).values()
    assert story == "event 1, created 12-31 23:59:55: cycle 3 asked nothing, and left no cursor"


def test_created_twice_with_and_without_ground_truth() -> None:
    fetches = [
        fetch(1, "1", after=cursor(5), answers=answer("1")),
        fetch(2, "1", before=cursor(5), answers=answer("1")),
    ]
    for truth in (None, [event("1", 5)]):
        (story,) = told(truth, *fetches).values()
        assert story.endswith(
            "created twice: cycles 1, 2; cycle 1 moved `last_fetch` to 00:00:05, cycle 2 asked GET"
            " /alerts?since=5 and got it again"
        )


def test_created_twice_in_one_batch() -> None:
    (story,) = told(None, fetch(1, "1", "1", answers=answer("1"))).values()
    assert story.endswith("created twice: in the one batch of cycle 1")


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
    missed = [item for item in findings if item.rule == "XF102"]
    assert len(missed) == 1001
    assert missed[-1].message == "500 more events were missed"
