"""The position of a list is the value that its windows are built from, whatever it is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from xfetch.emulator.judging.verdict.last_run_cursor import Cursor, cursors_of
from xfetch.emulator.judging.verdict.positions import Link, PositionFold, Positions
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun

from .worlds import at, fetch

States = list[dict[str, Any]]


def iso(seconds: float) -> str:
    return at(seconds).isoformat().replace("+00:00", "Z")


def runs(states: States, *urls: str) -> list[FetchRun]:
    """A fetch for each pair of states; ``{key}`` in an address is the value before the fetch, ``{back}``
    lies five minutes before ``b``."""
    made = []
    for cycle, (before, after) in enumerate(pairwise(states), 1):
        back = iso(60 * cycle - 300)
        run = fetch(cycle, before=before, after=after)
        entries = tuple(
            Exchange(number, run.at, "GET", url.format(back=back, **before), status=200)
            for number, url in enumerate(urls)
        )
        made.append(replace(run, record=Record(entries)))
    return made


def learned(history: list[FetchRun]) -> Positions:
    fold = PositionFold()
    for run in history:
        fold.see(run)
    return fold.end()


def key_of(cursor: Cursor | None) -> str | None:
    return cursor.key if cursor else None


TWO_TIMES: States = [
    {"asked_at": iso(60 * n), "newest_time": iso(100 * n), "kept": "x"} for n in range(1, 6)
]


@pytest.mark.parametrize("key", ["asked_at", "newest_time"])
def test_of_several_times_the_one_that_the_window_is_built_from(key: str) -> None:
    history = runs(TWO_TIMES, "https://x/alerts?limit=5&since={" + key + "}")
    positions = learned(history)
    assert positions.main == key
    cursor = positions.cursor_for(cursors_of(history[-1]), history[-1].record.exchanges[0])
    assert key_of(cursor) == key
    assert key_of(positions.cursor_of(cursors_of(history[-1]))) == key


def test_a_window_that_looks_back_is_built_from_it_too() -> None:
    states: States = [{"a": iso(7 * n * n), "b": iso(60 * n)} for n in range(1, 6)]
    history = runs(states, "https://x/alerts?since={back}")
    positions = learned(history)
    assert positions.main == "b"
    assert positions.links["/alerts"][0] == Link("b", timedelta(seconds=-300))


def test_each_list_has_its_own() -> None:
    states: States = [{"time": iso(60 * n), "offset": 2 * n} for n in range(1, 6)]
    history = runs(
        states, "https://x/detections?since={time}", "https://x/incidents?offset={offset}"
    )
    positions, last = learned(history), history[-1]
    found = [positions.cursor_for(cursors_of(last), one) for one in last.record.exchanges]
    assert [key_of(one) for one in found] == ["time", "offset"]


def test_two_lists_behind_one_address() -> None:
    states: States = [{"alerts": iso(60 * n), "audits": iso(61 * n)} for n in range(1, 6)]
    history = runs(states, "https://x/all?since={alerts}&t=a", "https://x/all?since={audits}&t=b")
    positions, last = learned(history), history[-1]
    found = [positions.cursor_for(cursors_of(last), one) for one in last.record.exchanges]
    assert [key_of(one) for one in found] == ["alerts", "audits"]


def test_a_number_named_like_no_position_is_one_where_it_is_asked_from() -> None:
    history = runs(
        [{"count_found": n} for n in range(1, 6)], "https://x/alerts?after={count_found}"
    )
    positions = learned(history)
    assert key_of(positions.cursor_of(cursors_of(history[-1]))) == "count_found"


@pytest.mark.parametrize("size", ["limit", "page_size", "max_results"])
def test_a_page_size_that_is_saved_and_sent_is_no_position(size: str) -> None:
    states: States = [{"time": iso(60 * n * n), "limit": 3 * n} for n in range(1, 6)]
    history = runs(states, "https://x/alerts?since={back}&" + size + "={limit}")
    positions = learned(history)
    assert key_of(positions.cursor_of(cursors_of(history[-1]))) == "time"


def test_without_anything_learned_names_and_values_tell() -> None:
    history = runs([{"last_fetch": iso(60), "x": iso(0)}, {"last_fetch": iso(90), "x": iso(0)}])
    cursors = cursors_of(history[0])
    assert key_of(Positions().cursor_of(cursors)) == "last_fetch"
    exchange = Exchange(0, at(0), "GET", "https://x/alerts", status=200)
    assert key_of(Positions().cursor_for(cursors, exchange)) == "last_fetch"


def test_a_text_that_is_long_or_odd_teaches_nothing() -> None:
    history = runs([{"a": "x" * 50, "b": f"{n}"} for n in range(4)],
                   "https://x/alerts?q=%00%ff&since=9999-99-99&n=" + "9" * 300)  # fmt: skip
    assert learned(history) == Positions()
