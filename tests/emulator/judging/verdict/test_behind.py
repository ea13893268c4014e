"""Events that arrive faster than the fetches can ever bring them, and what only looks like it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.emulator.judging.verdict import worlds
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.judging.verdict.behind import behind
from xfetch.emulator.judging.verdict.event_verdict import Delivery
from xfetch.emulator.judging.verdict.verdicts import Marks, Span, Verdicts
from xfetch.emulator.record.product_event import VendorEvent

START = worlds.at(0)


def verdicts(arrivals: list[int], limit: int, stream: str = "") -> Verdicts:
    """Fetches that bring at most ``limit`` events, the oldest first; ``arrivals`` come before each."""
    seen = [cycle for cycle, count in enumerate(arrivals, 1) for _ in range(count)]
    truth = [
        VendorEvent(
            str(n), START + timedelta(minutes=at), START + timedelta(minutes=at), stream=stream
        )
        for n, at in enumerate(seen)
    ]
    marks = Marks.of(len(truth))
    waiting: list[int] = []
    for cycle in range(1, len(arrivals) + 40):
        waiting += [n for n, at in enumerate(seen) if at == cycle]
        for number in waiting[:limit]:
            marks.deliveries[number] = [Delivery(cycle, START + timedelta(minutes=cycle))]
            marks.times[number] = 1
        del waiting[:limit]
    for number, cycle in enumerate(seen):
        marks.seen[number] = cycle
    span = Span(START, START, 1, START, None, {}, True)
    return Verdicts(truth, marks, span)


def found(arrivals: list[int], limit: int) -> list[tuple[int, int, float]]:
    began = {cycle: START + timedelta(minutes=cycle) for cycle in range(1, len(arrivals) + 40)}
    return [
        (one.first, one.last, round(one.a_minute, 3))
        for one in behind(verdicts(arrivals, limit), began)
    ]


def test_more_come_each_minute_than_a_fetch_brings() -> None:
    assert found([9] * 12, 6) == [(2, 12, 3.0)]


@pytest.mark.parametrize(
    "arrivals",
    [
        [6] * 12,  # as many as a fetch brings
        [50, *[2] * 12],  # a history that the fetches work off
        [2, 60, *[2] * 12],  # a burst, worked off while a few come
        [*[2] * 10, 60],  # a burst at the end
        [9] * 4,  # too few fetches to say so
        [0, 12, 0, 12, 0, 12, 0, 12, 0, 12],  # bursts, and a pause after each
    ],
)
def test_what_is_worked_off_is_no_falling_behind(arrivals: list[int]) -> None:
    assert found(arrivals, 6) == []


@pytest.mark.parametrize(("each", "told"), [(3, True), (2, False)])
def test_the_finding_says_how_many_a_minute(each: int, told: bool) -> None:
    truth = [worlds.event(str(n), 60 * (n // each) + 1) for n in range(each * 14)]
    answers = [",".join(event.id for event in truth)]
    runs = [
        worlds.fetch(cycle, *(str(n) for n in range(2 * cycle - 2, 2 * cycle)), answers=answers)
        for cycle in range(1, 15)
    ]
    facts = RunFacts(worlds.ID, params={"max_fetch": "2"})
    found = [one for one in judge(runs, facts, truth=truth).findings if one.rule == "XF505"]
    assert len(found) == told
    for one in found:
        assert one.severity == "warning"
        assert "falls behind by 1 event a minute: 3 arrive a minute, and 2 come" in one.message
        assert "(2 a fetch, as max_fetch says; " in one.message
