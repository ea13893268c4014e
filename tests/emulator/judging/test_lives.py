"""The life of an event, from records put together by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.life import EventLife
from xfetch.emulator.judging.lives import MOST_ASKED, lives_of
from xfetch.emulator.record.entries import Call, Line, Record
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.product_event import Update, VendorEvent

from .verdict.worlds import at, event, fetch


def cursor(seconds: float) -> dict[str, str]:
    return {"last_fetch": at(seconds).isoformat()}


def since(seconds: float, path: str = "alerts") -> str:
    return f"https://x/{path}?since={at(seconds):%Y-%m-%dT%H:%M:%SZ}"


def answer(*ids: str) -> list[str]:
    return [json.dumps([{"id": one} for one in ids])]


def lives(
    truth: Sequence[VendorEvent] | None, *fetches: FetchRun, **more: Any
) -> dict[str, EventLife]:
    judgement = judge(fetches, id_field="id", truth=truth)
    return lives_of(fetches, judgement, truth, **more)


def told(life: EventLife) -> list[tuple[int, str]]:
    return [(one.cycle, one.kind) for one in life.moments]


def words(life: EventLife, kind: str) -> list[str]:
    return [one.words for one in life.moments if one.kind == kind]


LATE = event("104", 7, 90)
LATE_FETCHES = (
    fetch(1, after=cursor(-60), url=since(-300), answers=answer()),
    fetch(
        *(2, "105"),
        before=cursor(-60),
        after=cursor(60),
        url=since(-60),
        answers=answer("105"),
    ),
    fetch(3, before=cursor(60), url=since(60), answers=answer()),
    fetch(4, before=cursor(60), url=since(60), answers=answer()),
)


def test_an_event_that_was_indexed_late() -> None:
    life = lives([LATE, event("105", 60)], *LATE_FETCHES)["104"]
    # The windows of cycles 3 and 4 began after it.
    assert told(life) == [(0, "created"), (2, "asked"), (2, "passed"), (0, "visible")]
    assert words(life, "asked") == [
        "asked from 12-31 23:59:00 -> 200, 1 event, it was not visible yet"
    ]
    assert words(life, "passed") == ["moved `last_fetch` from 12-31 23:59:00 to 00:01:00, past it"]
    assert words(life, "visible") == ["visible, 1m23s after its creation"]
    assert life.end == "missed: cycle 2 went past it"
    assert life.verdict is not None
    assert life.verdict.verdict == "missed"


def test_the_request_of_a_moment_is_whole_and_can_be_found_in_the_record() -> None:
    life = lives([LATE, event("105", 60)], *LATE_FETCHES)["105"]
    got = next(one for one in life.moments if one.kind == "got")
    assert got.request == "GET /alerts?since=2023-12-31T23:59:00Z"
    assert got.seq == LATE_FETCHES[1].record.exchanges[0].seq
    assert life.end == "created in cycle 2"


def test_an_event_that_comes_back_is_created_again_or_not() -> None:
    again = fetch(2, "1", before=cursor(5), after=cursor(5), url=since(5), answers=answer("1"))
    life = lives(
        [event("1", -5)],
        fetch(1, "1", after=cursor(5), url=since(-60), answers=answer("1", "2")),
        again,
        replace(again, cycle=3, at=at(121), pulled_at=at(121), incidents=()),
    )["1"]
    kinds = [
        (0, "created"),
        (1, "got"),
        (1, "sent"),
        (2, "got"),
        (2, "again"),
        (3, "got"),
        (3, "left"),
    ]
    assert told(life) == kinds
    assert words(life, "again") == ["created again, first created in cycle 1"]
    assert words(life, "left") == ["created before, in cycle 1"]
    assert life.end == "created 2 times in cycles 1, 2"


def test_an_answer_that_the_code_made_nothing_of() -> None:
    life = lives(
        [event("1", -5), event("2", -4)],
        fetch(1, "2", after=cursor(0), url=since(-60), answers=answer("1", "2")),
        fetch(2, before=cursor(0), after=cursor(60), url=since(0), answers=answer()),
        fetch(3, before=cursor(60), after=cursor(120), url=since(60), answers=answer()),
    )["1"]
    assert words(life, "got") == ["asked from 12-31 23:59:00 -> 200, it and 1 other event"]
    assert words(life, "left") == ["not created (1 other created); moved `last_fetch` to 00:00:00"]
    assert life.end == "missed: an answer in cycle 1 held it"


def test_a_failed_fetch_drops_what_it_sent_and_the_lines_are_named() -> None:
    sent = fetch(1, "1", status="error", url=since(-60), answers=answer("1"))
    call = Call(9, sent.at, "incidents", {"incidents": []}, line=Line("Acme.py", 12))
    failed = replace(
        sent,
        incidents=(),
        dropped=sent.incidents,
        record=Record((*sent.record.entries, call)),
    )
    created = fetch(2, "1", url=since(-60), answers=answer("1"))
    life = lives([event("1", -5)], failed, created)["1"]
    kinds = [(0, "created"), (1, "got"), (1, "dropped"), (2, "got"), (2, "sent")]
    assert told(life) == kinds
    assert [str(one.line) for one in life.moments if one.kind == "dropped"] == ["Acme.py:12"]
    assert life.end == "created in cycle 2"


def test_changes_and_the_removal_stand_where_they_happened() -> None:
    one = event("1", 5, removed=at(70), updates=(Update(at(30), {}),))
    life = lives([one], fetch(1, url=since(-60)), fetch(3, url=since(-60), answers=answer()))["1"]
    assert told(life) == [(0, "created"), (0, "changed"), (0, "removed")]


def test_without_ground_truth_the_record_is_told() -> None:
    fetches = [
        fetch(1, "1", url=since(-60), answers=answer("1", "2")),
        fetch(2, url=since(-60), answers=answer("2")),
    ]
    found = lives(None, *fetches, wanted=["1", "2", "3"])
    assert list(found) == ["1", "2"]
    assert told(found["1"]) == [(1, "got"), (1, "sent")]
    assert found["1"].end == "created in cycle 1"
    assert found["2"].end == "in the answers of cycles 1, 2, but not created"


def test_requests_of_another_list_are_not_told() -> None:
    truth = [event("a1", -5, stream="alerts"), event("a2", 5, stream="alerts")]
    fetches = [
        fetch(1, "a1", url=since(-60), answers=answer("a1")),
        fetch(2, url=since(-60, "audits"), answers=answer()),
        fetch(3, "a2", url=since(-60), answers=answer("a2")),
    ]
    assert told(lives(truth, *fetches)["a2"]) == [(0, "created"), (3, "got"), (3, "sent")]


def test_many_lives_keep_only_the_first_requests_that_were_in_vain() -> None:
    fetches = [fetch(number, url=since(-60), answers=answer()) for number in range(1, 31)]
    short = lives([event("1", 0, 9999)], *fetches)["1"]
    assert len(short.cycles("asked")) == MOST_ASKED
    assert short.more_asked
    whole = lives([event("1", 0, 9999)], *fetches, wanted=["1"], most_asked=None)["1"]
    assert len(whole.cycles("asked")) == 30
    assert not whole.more_asked


def test_of_an_event_that_comes_again_and_again_the_first_moments_are_kept() -> None:
    runs = [
        fetch(number, "1", after=cursor(5), url=since(-60), answers=answer("1"))
        for number in range(1, 101)
    ]
    life = lives([event("1", -5)], *runs, most_moments=4)["1"]
    assert told(life) == [(0, "created"), (1, "got"), (1, "sent"), (2, "got"), (2, "again")]
    assert life.left_out == 2 * 100 - 4
    assert life.times == 100
    assert life.end == "created 100 times, first in cycle 1"
