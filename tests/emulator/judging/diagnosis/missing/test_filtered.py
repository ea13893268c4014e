"""A request that asks for events of some kinds only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.emulator.judging.diagnosis import scenes
from tests.emulator.judging.diagnosis.scenes import AT
from xfetch.emulator.judging.diagnosis.missing.filtered import filtered
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.entries import Exchange, Line
from xfetch.emulator.record.trace import ASSIGN, SENT, TO_CALLER, Shown, Spot, Step

ROWS = [{"id": "a", "rank": "high", "size": 5}, {"id": "b", "rank": "high", "size": 7}]
SENDS = Step(Line("a.py", 30), SENT, "get(x)", "1", way=(Spot(Line("a.py", 30), "get(x)"),))


def exchange(seq: int = 1, body: object = ROWS, **query: str) -> Exchange:
    url = f"https://a.example/x?{urlencode(query)}"
    return Exchange(seq, AT, "GET", url, status=200, response_body=json.dumps(body))


def assigned(line: int, value: str, then: str = "") -> Step:
    shown = (Shown("x", value, "list"),)
    return Step(Line("a.py", line), ASSIGN, "x", "ranks", then, values=shown)


def because(*exchanges: Exchange, steps: tuple[Step, ...] = (SENDS,)) -> tuple[str, int | None]:
    asks = tuple(Asked(one, AT, frozenset("ab")) for one in exchanges)
    after = AT + timedelta(seconds=5)
    passage = Passage(1, AT, after, False, 2, asks, asks[0], None)
    scene = scenes.scene("m", {1: scenes.fetch(1)}, {1: steps})
    cause = filtered(scene, passage, asks[0], exchanges[0])
    return (cause.because, cause.line and cause.line.number) if cause is not None else ("", None)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"rank": "high,critical"}, "rank is critical or high,"),
        ({"where.rank": "high"}, "rank is high,"),
        ({"q": "time > 5 and rank in ('high', 'top')"}, "rank is high,"),
        ({"q": "time > 5"}, ""),
        # Not all events in the answer have what this asks for.
        ({"rank": "low"}, ""),
        ({"size": "5"}, ""),
        ({"id": "a"}, ""),
    ],
)
def test_the_field_that_a_request_filters_by(query: dict[str, str], said: str) -> None:
    found, _ = because(exchange(**query))
    assert said in found if said else not found


def test_another_request_to_the_list_may_ask_for_the_others() -> None:
    high, low = exchange(rank="high"), exchange(2, rank="low")
    assert because(high, high)[0]
    assert because(high, low) == ("", None)


def test_the_line_that_named_the_wanted_values_comes_first() -> None:
    steps = (
        assigned(3, "['high', 'other']"),
        assigned(5, "['high']", TO_CALLER),
        assigned(8, "['high']"),
        SENDS,
        assigned(40, "['high']"),
    )
    assert because(exchange(rank="high"), steps=steps)[1] == 8
    assert because(exchange(rank="high"))[1] == 30


def test_an_answer_without_events_says_nothing() -> None:
    empty = replace(exchange(rank="high"), response_body="[]")
    assert because(empty) == ("", None)
