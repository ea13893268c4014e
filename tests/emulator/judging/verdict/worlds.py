"""Fetches and events, put together by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.fold import VerdictFold
from xfetch.emulator.judging.verdict.verdicts import Verdicts
from xfetch.emulator.judging.window.window import Window
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.settings.settings import DEFAULT_START

ID = Identity("id", in_raw=True, in_incident=False)


def at(seconds: float) -> datetime:
    return DEFAULT_START + timedelta(seconds=seconds)


def event(name: str, created_s: float, visible_s: float | None = None, **more: Any) -> VendorEvent:
    visible = at(created_s if visible_s is None else visible_s)
    return VendorEvent(name, at(created_s), visible, **more)


def fetch(
    cycle: int,
    *ids: str,
    status: str = "ok",
    before: Any = None,
    after: Any = None,
    answers: Sequence[str] = (),
    url: str = "https://x/alerts?since=5",
) -> FetchRun:
    """The cycle's fetch, a second after its minute; it creates these events, and takes no time."""
    tick = at(60 * (cycle - 1) + 1)
    incidents: tuple[Any, ...] = tuple({"rawJSON": json.dumps({"id": one})} for one in ids)
    entries = [
        Exchange(number, tick, "GET", url, status=200, response_body=body)
        for number, body in enumerate(answers)
    ]
    return FetchRun(
        cycle,
        tick,
        tick,
        status,
        "",
        LastRunChange(before or {}, after, after or before or {}, after is not None, True),
        incidents,
        record=Record(tuple(entries)),
    )


def judged(
    truth: Sequence[VendorEvent], *fetches: FetchRun, since_s: float | None = None
) -> Verdicts:
    window = None if since_s is None else Window(at(since_s), "since", "5")
    fold = VerdictFold(truth, ID, window)
    for run in fetches:
        fold.see(run)
    return fold.end()


def verdicts(
    truth: Sequence[VendorEvent], *fetches: FetchRun, since_s: float | None = None
) -> dict[str, str]:
    return {one.event.id: one.verdict for one in judged(truth, *fetches, since_s=since_s)}
