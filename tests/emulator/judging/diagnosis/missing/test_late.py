"""Whether a saved position is the time of the fetch, or that of an event which has it by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.emulator.judging.diagnosis.scenes import AT, request
from xfetch.emulator.judging.diagnosis.missing.late import is_the_clocks, missed_late
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.last_run_cursor import Cursor
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.product_event import VendorEvent

HOUR = timedelta(hours=1)


def fetch(cycle: int, at: datetime, saved: datetime, *got: str) -> Passage:
    cursor = Cursor("since", before="", after=saved.isoformat(), instant=saved)
    asked = Asked(request(1), at, frozenset(got), cursor)
    return Passage(cycle, at, at + timedelta(seconds=2), False, 1, (asked,), asked, cursor)


def scene(*passages: Passage) -> Scene:
    events = {name: VendorEvent(name, AT + n * HOUR, AT) for n, name in enumerate("abc")}
    by_cycle = {one.cycle: one for one in passages}
    return Scene("a", events, Identity("id", True, False), {}, by_cycle, {})


@pytest.mark.parametrize(
    ("second", "is_clocks"),
    [(AT + 90 * timedelta(minutes=1), True), (AT + HOUR, False)],
    ids=["the clock", "the events"],
)
def test_an_event_that_has_the_time_of_the_fetch_by_chance(
    second: datetime, is_clocks: bool
) -> None:
    first = fetch(1, AT + HOUR, AT + HOUR, "b")
    later = fetch(2, AT + 90 * timedelta(minutes=1), second, "b")
    assert is_the_clocks(scene(first, later), first, AT + HOUR) is is_clocks


def test_a_position_that_no_event_has() -> None:
    first = fetch(1, AT + HOUR / 2, AT + HOUR / 2, "a")
    assert is_the_clocks(scene(first), first, AT + HOUR / 2)
    other = replace(first, at=AT, ended=AT)
    assert not is_the_clocks(scene(other), other, AT + HOUR / 2)


@pytest.mark.parametrize("step_s", [0, 1])
@pytest.mark.parametrize("fraction_s", [0.0, 0.4])
def test_the_second_after_the_newest_event_is_not_the_clocks(
    step_s: int, fraction_s: float
) -> None:
    """Code adds it to ask for later events, and this fetch ends in that second."""
    newest, whole = VendorEvent("new", AT + timedelta(seconds=60 + fraction_s), AT), AT + HOUR / 60
    saved = whole + timedelta(seconds=step_s)
    one = replace(fetch(1, whole, saved, "new"), ended=saved)
    assert not is_the_clocks(replace(scene(one), truth={"new": newest}), one, saved)


def idle(cycle: int, saved: datetime) -> Passage:
    """A fetch every half hour that got nothing."""
    return replace(fetch(cycle, AT + cycle * HOUR / 2, saved), created=0)


@pytest.mark.parametrize(
    ("others", "is_clocks"),
    [((), True), ((1,), False), ((1, 3), True)],
    ids=["no other fetch", "the position stays", "another one follows the clock"],
)
def test_one_idle_fetch_that_saved_its_time_may_have_done_so_by_chance(
    others: tuple[int, ...], is_clocks: bool
) -> None:
    first = idle(1, AT + HOUR / 2)
    later = [idle(n, AT + half * HOUR / 2) for n, half in enumerate(others, 2)]
    assert is_the_clocks(scene(first, *later), first, AT + HOUR / 2) is is_clocks


def test_a_fetch_without_events_saved_no_events_second() -> None:
    missed = VendorEvent("late", AT + HOUR / 2, AT + HOUR)
    one = scene(idle(1, AT + HOUR / 2))
    cause = missed_late(replace(one, id=missed.id, truth={missed.id: missed}), 1)
    assert cause.code == "position-set-to-clock"


def test_the_second_that_the_position_itself_stands_in_is_left_out() -> None:
    """The code adds a second to the newest event's time, and the product leaves out that time."""
    saved = AT + HOUR + timedelta(seconds=1)
    passage = replace(fetch(1, AT + HOUR, saved, "b"), ended=AT + HOUR)
    missed = VendorEvent("next", saved, saved)
    one = replace(scene(passage), id=missed.id)
    cause = missed_late(replace(one, truth={**one.truth, missed.id: missed}), 1)
    assert cause.code == "boundary-excluded"
    assert "of that very second" not in cause.because


def test_an_event_of_the_missed_ones_second_did_not_move_the_position_when_a_later_one_did() -> (
    None
):
    """Then the missed event was late: no boundary left it out."""
    missed = VendorEvent("late", AT + HOUR, AT + 3 * HOUR)
    causes = []
    for got in (("b",), ("b", "c")):
        saved = AT + len(got) * HOUR
        passage = fetch(1, saved + HOUR / 2, saved, *got)
        events = {**scene(passage).truth, missed.id: missed}
        cause = missed_late(replace(scene(passage), id=missed.id, truth=events), 1)
        causes.append(cause.code)
    assert causes == ["boundary-excluded", "late-visibility"]
