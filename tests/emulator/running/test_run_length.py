from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.record.product_event import Update, VendorEvent
from xfetch.emulator.running.run_length import check_clock, planned
from xfetch.emulator.settings.settings import DEFAULT_START, Drain, RunSettings

DRAINING = RunSettings(cycles=5, drain=Drain())


def event(visible_s: float, *updates_s: float) -> VendorEvent:
    visible = DEFAULT_START + timedelta(seconds=visible_s)
    updates = tuple(Update(DEFAULT_START + timedelta(seconds=s), {}) for s in updates_s)
    return VendorEvent("a", DEFAULT_START, visible, updates=updates)


def draining(last_s: float) -> Drain:
    return Drain(begins=DEFAULT_START + timedelta(seconds=last_s))


def test_there_are_as_many_cycles_as_the_timeline_needs() -> None:
    for last_s, cycles in ((-100, 1), (0, 1), (1, 2), (60, 2), (61, 3), (600, 11)):
        run = planned(DRAINING, [event(0), event(last_s)], cycles_given=False)
        assert (run.cycles, run.drain) == (max(cycles, 1), draining(max(last_s, 0)))
    assert planned(DRAINING, [event(0, 300)], cycles_given=False).cycles == 6


@pytest.mark.parametrize(
    ("last_s", "pauses_s", "cycles"),
    [
        (600, {2: 3600.0}, 2),  # in the pause
        (3960, {2: 3600.0}, 7),
        (7560, {2: 3600.0, 4: 3600.0}, 7),
        (600, {12: 3600.0}, 11),  # the pause comes after the events
        (600, {11: 3600.0}, 11),
    ],
)
def test_no_cycle_is_counted_for_the_time_in_which_the_instance_is_disabled(
    last_s: float, pauses_s: dict[int, float], cycles: int
) -> None:
    run = planned(DRAINING, [event(last_s)], cycles_given=False, pauses_s=pauses_s)
    assert (run.cycles, run.drain) == (cycles, draining(last_s))


def test_assets_are_not_fetched_either_while_the_instance_is_disabled() -> None:
    both = replace(DRAINING, assets_interval_s=300.0)
    run = planned(both, [event(3960)], cycles_given=False, pauses_s={2: 3600.0})
    assert (run.cycles, run.drain) == (7 + 2, draining(3960))


def test_a_given_number_of_cycles_is_kept_and_only_past_events_are_drained() -> None:
    assert planned(DRAINING, [event(240)], cycles_given=True).drain == draining(240)
    assert planned(DRAINING, [event(241)], cycles_given=True) == RunSettings(cycles=5)


@pytest.mark.parametrize(
    ("year", "days", "cycles", "message"),
    [
        (1, 1, 1, "the start is in 1"),
        (9900, 1, 1, "the start is in 9900"),
        (2024, 36500, 100, "100 cycles, one every 36500d, do not fit"),
        (9799, 0.25, 4000, "4000 cycles, one every 6h, do not fit"),
    ],
)
def test_a_run_that_does_not_fit_on_the_clock_is_an_error(
    year: int, days: float, cycles: int, message: str
) -> None:
    start = DEFAULT_START.replace(year=year)
    with pytest.raises(UsageError, match=message):
        check_clock(RunSettings(start=start, interval_s=days * 86400.0, cycles=cycles))
    check_clock(RunSettings(interval_s=days * 86400.0, cycles=1))


def test_a_run_without_events_has_no_drain() -> None:
    for truth in (None, ()):
        assert planned(DRAINING, truth, cycles_given=False) == RunSettings(cycles=5)


def test_a_timeline_with_too_many_cycles_is_an_error() -> None:
    with pytest.raises(LoadError, match="10000001 cycles after the start"):
        planned(DRAINING, [event(600_000_000)], cycles_given=False)


def test_with_a_vendor_without_events_no_event_was_missed(tmp_path: Path) -> None:
    text = "class Vendor:\n    def handle(self, request, now): return []\n    def events(self): return []\n"
    home = worlds.write(
        tmp_path, "import requests\nrequests.get(demisto.params()['url'])\ndemisto.incidents([])"
    )
    outcome = worlds.run(home, 1, vendor_file=worlds.vendor(tmp_path, text))
    assert outcome.summary.missed == 0
