"""An event from before the first window is unwanted only where a later fetch asked for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.product_event import Update

from .worlds import at, event, fetch, judged

UNWANTED = "created_out_of_window"
OLD = '[{"id": "old"}]'


def asking(
    cycle: int, since_s: float | None, *ids: str, place: str = "alerts", **more: Any
) -> FetchRun:
    query = "" if since_s is None else f"?start_time={at(since_s).isoformat()[:-6]}Z"
    answers = more.pop("answers", [OLD if ids else "[]"])
    return fetch(cycle, *ids, url=f"https://x/{place}{query}", answers=answers, **more)


def verdict(*runs: FetchRun, **more: Any) -> str:
    (told,) = judged([event("old", -7200, **more)], *runs, since_s=-3600)
    return told.verdict


def of_assets(run: FetchRun) -> FetchRun:
    return replace(run, command="fetch-assets")


def test_a_later_fetch_asked_for_an_older_time() -> None:
    (told,) = judged(
        [event("old", -7200)], asking(1, -3600), asking(2, -86400, "old"), since_s=-3600
    )
    assert told.verdict == UNWANTED
    assert told.story == (
        "event old, created 12-31 22:00:00: cycle 1 asked GET /alerts from 2023-12-31 23:00:00, cycle 2"
        " asked it from 2023-12-31 00:00:00 and created the event"
    )


def test_a_later_fetch_asked_without_a_time() -> None:
    assert verdict(asking(1, -3600), asking(2, None, "old")) == UNWANTED
    twice = verdict(asking(1, -3600), asking(2, None, "old"), asking(3, None, "old"))
    assert twice == UNWANTED


def test_a_fetch_of_assets_in_between_hides_nothing() -> None:
    assets = of_assets(asking(2, None, before={"page": "1"}, after={"page": "2"}))
    runs = asking(1, -3600, after={"t": "1"}), assets, asking(3, None, "old", before={"t": "1"})
    assert verdict(*runs) == UNWANTED


@pytest.mark.parametrize(
    ("runs", "more"),
    [
        ((asking(1, -3600), of_assets(asking(2, None, "old"))), {}),
        ((asking(1, -3600, "old"),), {}),
        ((asking(1, -3600), asking(2, -3600.5, "old")), {}),
        ((asking(1, -3600), asking(2, -60, "old")), {}),
        ((asking(1, None), asking(2, -86400, "old")), {}),
        ((asking(1, -3600), asking(2, -86400, "old", place="admin")), {}),
        ((asking(1, -3600), asking(2, -86400, "old", answers=["[]"])), {}),
        ((asking(1, -3600), asking(2, -86400, "old", before={"t": "by hand"})), {}),
        ((asking(1, -3600, before={"t": "given"}), asking(2, -86400, "old")), {}),
        ((asking(1, -3600), asking(2, -86400, "old")), {"visible_s": 30}),
        ((asking(1, -3600), asking(2, -86400, "old")), {"updates": (Update(at(-60), {}),)}),
        ((asking(1, 3600), asking(2, -86400, "old")), {}),
    ],
    ids=[
        "a snapshot holds all assets",
        "the first fetch brought it",
        "within a second",
        "the product brought it by itself",
        "no first window",
        "another place",
        "not in the answer",
        "a last run put in by hand",
        "a last run given at the start",
        "it appeared later",
        "it changed later",
        "a window in the future",
    ],
)
def test_what_may_come(runs: tuple[FetchRun, ...], more: dict[str, Any]) -> None:
    assert verdict(*runs, **more) == "delivered"


def test_a_last_run_without_what_the_server_takes_out_is_the_same() -> None:
    left = {"t": "1", "nextTrigger": "5", "type": 1}
    first = asking(1, -3600, after=left)
    assert verdict(first, asking(2, -86400, "old", before={"t": "1"})) == UNWANTED
