from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.judging.verdict.event_verdict import VERDICTS, Delivery
from xfetch.emulator.judging.verdict.fold import VerdictFold
from xfetch.emulator.judging.window.window import Window
from xfetch.emulator.record.fetch_run import FetchRun

from .worlds import ID, at, event, fetch, judged, verdicts


def test_delivered_and_duplicated() -> None:
    told = judged([event("a", 0), event("b", 5)], fetch(1, "a"), fetch(2, "b", "a"), fetch(3, "a"))
    a, b = told
    assert (a.verdict, a.times) == ("duplicated", 3)
    assert a.delivered == tuple(Delivery(n, at(60 * (n - 1) + 1)) for n in (1, 2, 3))
    assert (b.verdict, b.late, b.delay_s) == ("delivered", False, 56.0)
    assert told.counts["delivered"] == told.counts["duplicated"] == 1


def test_late_is_what_an_earlier_fetch_could_have_brought() -> None:
    told = judged([event("a", 0), event("b", 30, 70)], fetch(1), fetch(2), fetch(3, "a", "b"))
    a, b = told
    assert (a.late, a.delay_s) == (True, 120.0)
    assert (b.late, b.delay_s) == (False, 51.0)
    assert (told.late, told.delays and told.delays.most) == (1, 120.0)


def test_what_was_there_before_the_start_is_no_longer_under_way_than_the_run() -> None:
    (a,) = judged([event("a", -86400)], fetch(1, "a"))
    assert (a.late, a.delay_s) == (False, 0.0)


def test_a_failed_fetch_could_have_brought_nothing() -> None:
    (a,) = judged([event("a", 0)], fetch(1, status="error"), fetch(2, "a"))
    assert not a.late


def test_missed_is_what_was_gone_past_and_not_fetched_by_the_next() -> None:
    truth = [event("a", 0), event("b", 5)]
    assert verdicts(truth, fetch(1, "b"))["a"] == "pending"
    assert verdicts(truth, fetch(1, "b"), fetch(2))["a"] == "missed"
    assert verdicts(truth, fetch(1, "b"), fetch(2, status="error"))["a"] == "pending"
    assert verdicts(truth, fetch(1, "b"), fetch(2, "a"))["a"] == "delivered"


def test_a_tie_is_missed_once_two_fetches_brought_nothing_more() -> None:
    truth = [event("a", 0), event("b", 0)]
    assert verdicts(truth, fetch(1, "b"), fetch(2))["a"] == "pending"
    assert verdicts(truth, fetch(1, "b"), fetch(2), fetch(3))["a"] == "missed"
    assert verdicts(truth, fetch(1, "b"), fetch(2, "b"), fetch(3, "b"))["a"] == "missed"


def test_late_indexed() -> None:
    truth = [event("a", 0, 90), event("b", 5), event("c", 170)]
    assert verdicts(truth, fetch(1), fetch(2, "b"))["a"] == "pending"
    told = verdicts(truth, fetch(1), fetch(2, "b"), fetch(3), fetch(4, "c"), fetch(5))
    assert told == {"a": "missed", "b": "delivered", "c": "delivered"}


def test_not_visible_yet_is_pending_whatever_else_happens() -> None:
    assert verdicts([event("a", 0, 500)], fetch(1), fetch(2), fetch(3)) == {"a": "pending"}


def test_stuck_behind_failures_is_pending() -> None:
    failed = [fetch(number, status="error") for number in range(2, 9)]
    assert verdicts([event("a", 30)], fetch(1), *failed) == {"a": "pending"}


def test_out_of_scope_and_created_all_the_same() -> None:
    truth = [event(name, 0, in_scope=False) for name in "abc"]
    told = judged(truth, fetch(1, "b", "c"), fetch(2, "c"), fetch(3))
    assert [(one.verdict, one.times, one.late) for one in told] == [
        ("out_of_scope", 0, False),
        ("created_out_of_scope", 1, False),
        ("created_out_of_scope", 2, False),
    ]
    assert (told.late, told.delays) == (0, None)


def test_a_fetch_that_reads_what_is_out_of_scope_is_not_idle() -> None:
    noise = [event(f"n{number}", 10, in_scope=False) for number in (2, 3)]
    truth = [event("a", 10), *noise, event("b", 10)]

    def answers(*held: str) -> list[str]:
        return [json.dumps([{"id": one} for one in held])]

    reads = (fetch(2, "a"), fetch(3, answers=answers("n2")), fetch(4, answers=answers("n2", "n3")))
    assert verdicts(truth, *reads)["b"] == "pending"
    # What it got before tells of no way forward.
    again = [fetch(cycle, answers=answers("n2", "n3")) for cycle in (5, 6)]
    assert verdicts(truth, *reads, *again)["b"] == "missed"


def test_what_a_stuck_fetch_holds_back_is_blocked() -> None:
    truth = [event("a", 0), event("b", 30), event("later", 5000), event("old", -7200)]
    fold = VerdictFold(truth, ID, Window(at(-3600), "since", "5"))
    for run in (fetch(1, "a"), *(fetch(number, status="error") for number in (2, 3, 4))):
        fold.see(run)
    told = {one.event.id: one.verdict for one in fold.end(stuck=True)}
    assert told == {"a": "delivered", "b": "blocked", "later": "blocked", "old": "out_of_window"}


def test_what_came_after_a_state_that_is_put_back_may_come_again_once() -> None:
    fold = VerdictFold([event("a", 0), event("b", 60), event("c", 120)], ID, None)
    for run in (fetch(1, "a"), fetch(2, "b"), fetch(3, "c")):
        fold.see(run)
    fold.forget(range(2, 4))
    for run in (fetch(4, "a", "b"), fetch(5, "b")):
        fold.see(run)
    told = {one.event.id: (one.verdict, one.times) for one in fold.end()}
    assert told == {"a": ("duplicated", 2), "b": ("duplicated", 2), "c": ("delivered", 1)}


@pytest.mark.parametrize(
    ("limit", "second", "said"),
    [
        (1, ("b",), "removed"),
        (2, ("b",), "missed"),
        (1, (), "missed"),
        (1, ("a",), "missed"),
        (1, ("newer",), "missed"),
    ],
    ids=["every fetch is full", "room is left", "one creates none", "one creates no new", "newer"],
)
def test_what_is_removed_while_it_waits(limit: int, second: tuple[str, ...], said: str) -> None:
    waits = event("c", 3, removed=at(100))
    fold = VerdictFold(
        [event("a", 1), event("b", 2), waits, event("newer", 4)], ID, None, limit=limit
    )
    for run in (fetch(1, "a"), fetch(2, *second), fetch(3), fetch(4)):
        fold.see(run)
    assert [one.verdict for one in fold.end() if one.event is waits] == [said]


def test_the_first_window() -> None:
    truth = [event("old", -7200), event("new", -60), event("b", 10)]
    told = verdicts(truth, fetch(1), fetch(2, "b"), fetch(3), fetch(4), since_s=-3600)
    assert told == {"old": "out_of_window", "new": "missed", "b": "delivered"}


def test_an_event_at_the_very_start_of_the_first_window() -> None:
    truth, later = [event("edge", -3600), event("b", 10)], (fetch(2, "b"), fetch(3), fetch(4))
    told = verdicts(truth, fetch(1), *later, since_s=-3600)
    assert told == {"edge": "out_of_window", "b": "delivered"}
    # A last run that was given says exactly what had come; and what came, came.
    given = verdicts(truth, fetch(1, before={"since": "5"}), *later, since_s=-3600)
    assert given["edge"] == "missed"
    assert verdicts(truth, fetch(1, "edge"), *later, since_s=-3600)["edge"] == "delivered"


def test_a_window_in_the_future_excuses_nothing() -> None:
    truth = [event("a", 10), event("at the tick", 1)]
    told = verdicts(truth, fetch(1), fetch(2), fetch(3), fetch(4), since_s=86400)
    assert told == {"a": "missed", "at the tick": "missed"}


def test_removed_before_anybody_could_see_it() -> None:
    gone = event("a", 10, removed=at(50))
    assert verdicts([gone], fetch(1), fetch(2), fetch(3)) == {"a": "removed"}
    was_there = event("a", 10, removed=at(70))
    assert verdicts([was_there], fetch(1), fetch(2), fetch(3)) == {"a": "missed"}


def test_removed_after_a_fetch_saw_it_and_left_it_is_missed() -> None:
    truth = [event("a", 30, removed=at(90))]
    assert verdicts(truth, fetch(1), fetch(2)) == {"a": "pending"}
    assert verdicts(truth, fetch(1), fetch(2), fetch(3)) == {"a": "missed"}


def test_what_waits_was_left_by_more_than_the_last_fetch() -> None:
    truth = [event("z", 0), event("a", 30), event("b", 500)]
    assert judged(truth, fetch(1, "z"), fetch(2)).waiting is None
    told = judged(truth, fetch(1), fetch(2, "z"), fetch(3, "z")).waiting
    assert told is not None
    assert (told.events, told.oldest.id) == (1, "a")


def test_streams_do_not_pass_each_other() -> None:
    truth = [event("a", 0, stream="x"), event("b", 5, stream="y"), event("c", 70, stream="y")]
    told = verdicts(truth, fetch(1, "b"), fetch(2, "c"))
    assert told["a"] == "pending"


def test_who_passed_it_is_told_by_the_cursor() -> None:
    """The fold knows the fetch whose cursor went past, also before the event was visible."""
    truth = [event("a", 30, 130), event("b", 40), event("c", 150)]
    told = judged(
        truth,
        fetch(1, after={"time": at(0).isoformat()}),
        fetch(2, "b", before={"time": at(0).isoformat()}, after={"time": at(40).isoformat()}),
        fetch(3, before={"time": at(40).isoformat()}),
        fetch(4, "c", before={"time": at(40).isoformat()}, after={"time": at(150).isoformat()}),
        fetch(5),
    )
    a = next(iter(told))
    assert (a.verdict, a.passed) == ("missed", 2)


def test_the_list_of_deliveries_is_bounded() -> None:
    (a,) = judged([event("a", 0)], *(fetch(number, "a") for number in range(1, 100)))
    assert (a.times, len(a.delivered)) == (99, 10)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[object], list[FetchRun]]:
    names = [f"e{n}" for n in range(draw(st.integers(0, 8)))]
    truth: list[object] = []
    for name in names:
        created = draw(st.integers(-100, 400))
        removed = draw(st.none() | st.integers(created, 600))
        truth.append(
            event(
                name,
                created,
                created + draw(st.integers(0, 200)),
                removed=None if removed is None else at(removed),
                in_scope=draw(st.booleans()),
                stream=draw(st.sampled_from(["", "s"])),
            )
        )
    fetches = [
        fetch(
            cycle,
            *draw(st.lists(st.sampled_from([*names, "stranger"]), max_size=4)),
            status=draw(st.sampled_from(["ok", "ok", "error", "skipped"])),
            after=draw(
                st.none() | st.builds(lambda s: {"t": at(s).isoformat()}, st.integers(0, 400))
            ),
        )
        for cycle in range(1, draw(st.integers(0, 8)) + 1)
    ]
    return truth, fetches


@given(worlds(), st.none() | st.integers(-200, 200))
def test_every_event_has_one_verdict(
    world: tuple[list[object], list[FetchRun]], since: int
) -> None:
    truth, fetches = world
    told = judged(truth, *fetches, since_s=since)  # type: ignore[arg-type]
    assert sum(told.counts.values()) == len(truth) == len(list(told))
    assert list(told.counts) == list(VERDICTS)
    created = [
        one
        for run in fetches
        if run.status != "skipped"
        for one in (incident["rawJSON"] for incident in run.incidents)
    ]
    for one in told:
        times = sum(f'"{one.event.id}"' in raw for raw in created)
        assert one.times == times
        scope = one.event.in_scope
        assert (one.verdict == "delivered") == (times == 1 and scope)
        assert (one.verdict == "duplicated") == (times > 1 and scope)
        assert (one.verdict == "created_out_of_scope") == (times > 0 and not scope)
        if one.verdict == "missed":
            seen = [run for run in fetches if run.status == "ok" and run.at >= one.event.visible]
            assert len(seen) >= 1
            assert one.event.in_scope
