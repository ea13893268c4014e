from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from xfetch.emulator.record.delivery import ASSETS, INTAKE
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.running.run_length import Drainage
from xfetch.emulator.settings.settings import DEFAULT_START, Drain

KEPT = LastRunChange({}, None, {}, was_set=False, saved=False)


def fetch(*ids: int, status: str = "ok") -> FetchRun:
    incidents: tuple[Any, ...] = tuple({"rawJSON": json.dumps({"id": one})} for one in ids)
    return FetchRun(1, DEFAULT_START, DEFAULT_START, status, "", KEPT, incidents)


def length(drain: Drain, *fetches: FetchRun) -> int | None:
    """After how many fetches it was over."""
    drainage = Drainage(drain)
    for number, run in enumerate(fetches, 1):
        drainage.see(run, asked=False)
        if drainage.over:
            return number
    return None


def test_quiet_cycles_end_it() -> None:
    assert length(Drain(quiet=2), fetch(1), fetch(), fetch(2), fetch(), fetch()) == 5


def test_a_repeated_event_is_not_new() -> None:
    assert length(Drain(quiet=2), fetch(1), fetch(1), fetch(1, 1)) == 3


def test_an_asset_of_a_snapshot_is_new_once() -> None:
    def sent(*names: str) -> FetchRun:
        args: dict[str, Any] = {"data_type": ASSETS, ASSETS: [{"name": one} for one in names]}
        call = Call(1, DEFAULT_START, INTAKE, args)
        return replace(fetch(), record=Record((call,)))

    assert length(Drain(quiet=2), sent("a"), sent("b"), sent("a"), sent("b"), sent("c")) == 4


def test_failures_are_quiet_and_skipped_ticks_are_nothing() -> None:
    failed, skipped = fetch(status="error"), fetch(status="skipped")
    assert length(Drain(quiet=2), failed, skipped, skipped, failed) == 4


def test_a_fetch_before_the_last_event_is_not_quiet() -> None:
    # A trigger has moved the fetches to an earlier time than the interval says.
    drain = Drain(cycles=5, quiet=2, begins=DEFAULT_START + timedelta(seconds=60))
    late = replace(fetch(), at=DEFAULT_START + timedelta(seconds=60))
    assert length(drain, fetch(), fetch(), fetch(), late, late) == 5
    assert length(drain, *(fetch() for _ in range(9))) == 5


def test_it_is_bounded() -> None:
    assert length(Drain(cycles=3), *(fetch(n) for n in range(9))) == 3
    assert Drainage(Drain(cycles=0)).over


def test_the_cycles_that_were_asked_for_do_not_count() -> None:
    drainage = Drainage(Drain(cycles=1, quiet=1))
    drainage.see(fetch(), asked=True)
    assert not drainage.over


def test_a_repeated_event_with_the_current_time_is_not_new() -> None:
    def at(time: str) -> FetchRun:
        return replace(fetch(), incidents=({"occurred": time, "rawJSON": '{"id": 1}'},))

    assert length(Drain(quiet=2), at("00:00"), at("00:01"), at("00:02")) == 3
