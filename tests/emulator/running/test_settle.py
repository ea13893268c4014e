"""The server keeps what a successful fetch asks for, and little of a failed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.demisto.session import Invocation, Session
from xfetch.emulator.record.recorder import Recorder
from xfetch.emulator.running.settle import settle
from xfetch.emulator.settings.instance import Stores
from xfetch.emulator.settings.settings import FETCH_EVENTS, RunSettings

OBJECTS = st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3)
BATCHES = st.lists(st.lists(OBJECTS, max_size=3), max_size=3)


def session(before: Any, command: str = "fetch-incidents") -> Session:
    start = datetime(2024, 1, 1, tzinfo=timezone.utc)
    return Session(
        stores=Stores(last_run=before, context={"kept": "yes"}),
        recorder=Recorder(lambda: start, {}),
        invocation=Invocation(command, "i", "b", {}),
    )


@given(OBJECTS, OBJECTS, BATCHES, st.booleans())
def test_a_successful_fetch_is_committed_and_a_failed_one_is_not(
    before: Any, asked: Any, batches: Any, failed: bool
) -> None:
    run = session(before)
    run.asked, run.sent.batches = replace(run.asked, last_run=asked), batches
    settlement = settle(run, failed, RunSettings())
    sent = tuple(incident for batch in batches for incident in batch)
    if failed:
        assert settlement.stores.last_run == before
        assert (settlement.created, settlement.dropped) == ((), sent)
    else:
        assert settlement.stores.last_run == asked
        assert (settlement.created, settlement.dropped) == (sent, ())


@given(OBJECTS, st.booleans())
def test_a_run_that_sets_nothing_leaves_the_last_run(before: Any, failed: bool) -> None:
    assert settle(session(before), failed, RunSettings()).stores.last_run == before


def test_in_fetch_events_the_last_run_survives_a_failure() -> None:
    run = session({"t": "1"}, FETCH_EVENTS)
    run.asked, run.sent.events = replace(run.asked, last_run={"t": "2"}), [{"e": 1}]
    settlement = settle(run, True, RunSettings(command=FETCH_EVENTS))
    assert settlement.stores.last_run == {"t": "2"}
    assert settlement.created == ({"e": 1},)


@pytest.mark.parametrize("store", ["last_run", "assets_last_run", "mirror_last_run"])
def test_each_last_run_is_a_store_of_its_own(store: str) -> None:
    untouched = settle(session({"t": "1"}), False, RunSettings()).stores
    run = session({"t": "1"})
    run.asked = replace(run.asked, **{store: {"n": "2"}})
    stores = settle(run, False, RunSettings()).stores
    for name in ("last_run", "assets_last_run", "mirror_last_run"):
        kept = {"n": "2"} if name == store else getattr(untouched, name)
        assert getattr(stores, name) == kept


def test_incidents_of_create_incidents_stay_after_a_failure() -> None:
    run = session({})
    run.sent.created, run.sent.batches = [{"name": "at once"}], [[{"name": "at the end"}]]
    settlement = settle(run, True, RunSettings())
    assert settlement.created == ({"name": "at once"},)
    assert settlement.dropped == ({"name": "at the end"},)


def test_each_assumption_has_a_switch() -> None:
    run = session({"t": "1"})
    run.sent.batches = [[{"name": "a"}], [{"name": "b"}]]
    run.asked = replace(run.asked, context={"new": "yes"})
    usual = settle(run, True, RunSettings())
    assert usual.stores.context == {"new": "yes"}
    assert usual.dropped == ({"name": "a"}, {"name": "b"})
    other = settle(
        run,
        True,
        RunSettings(
            assumptions={
                "context-after-error": "dropped",
                "incidents-after-error": "created",
                "several-incidents-calls": "last",
            }
        ),
    )
    assert other.stores.context == {"kept": "yes"}
    assert other.created == ({"name": "b"},)
