"""Calls from several threads: none is lost, and the record has the order of their effects."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from xfetch.emulator.demisto.session import Invocation, Session
from xfetch.emulator.demisto.shim import Demisto
from xfetch.emulator.record.recorder import Recorder
from xfetch.emulator.running.settle import settle
from xfetch.emulator.settings.instance import Stores
from xfetch.emulator.settings.settings import RunSettings

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
CONTEXTS = st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3)


def begun(stores: Stores | None = None) -> tuple[Demisto, Session]:
    session = Session(
        stores=stores or Stores(),
        recorder=Recorder(lambda: START, {}),
        invocation=Invocation("long-running-execution", "Probe_instance_1", "Probe", {}),
    )
    shim = Demisto()
    shim.begin(session)
    return shim, session


def at_once(*targets: Callable[[], None]) -> None:
    ready = threading.Barrier(len(targets))

    def run(target: Callable[[], None]) -> None:
        ready.wait()
        target()

    threads = [threading.Thread(target=run, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=6))
def test_incidents_are_created_in_the_order_of_the_record(counts: list[int]) -> None:
    shim, session = begun()

    def create(number: int, count: int) -> None:
        for index in range(count):
            name = f"{number}-{index}"
            shim.createIncidents([{"name": name}], lastRun={"last": name})

    at_once(*[lambda n=n, c=c: create(n, c) for n, c in enumerate(counts)])  # type: ignore[misc]
    calls = session.recorder.close().named("createIncidents")
    recorded = [incident["name"] for call in calls for incident in call.args["incidents"]]
    assert [incident["name"] for incident in session.sent.created] == recorded
    assert len(recorded) == sum(counts)
    assert session.asked.last_run == {"last": recorded[-1]}
    for number in range(len(counts)):
        own = [name for name in recorded if name.startswith(f"{number}-")]
        assert own == [f"{number}-{index}" for index in range(len(own))]
    assert [call.seq for call in calls] == sorted(call.seq for call in calls)


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 6), st.integers(1, 10))
def test_writers_that_retry_after_a_conflict_lose_no_update(writers: int, each: int) -> None:
    shim, _ = begun()

    def write() -> None:
        for _ in range(each):
            while True:
                stored = shim.getIntegrationContextVersioned(refresh=True)
                counted = {"count": str(int(stored["context"].get("count", "0")) + 1)}
                try:
                    shim.setIntegrationContextVersioned(counted, stored["version"], sync=True)
                except ValueError:
                    continue
                break

    at_once(*[write] * writers)
    assert shim.getIntegrationContext() == {"count": str(writers * each)}


def test_the_second_of_two_writers_in_one_fetch_gets_the_conflict() -> None:
    shim, session = begun(Stores(context={"token": "old"}, context_version=7))
    first, second = (shim.getIntegrationContextVersioned() for _ in range(2))
    assert first["version"]["version"] == 7
    shim.setIntegrationContextVersioned({"token": "a"}, first["version"])
    with pytest.raises(ValueError, match="version 7 is older than the stored version 8"):
        shim.setIntegrationContextVersioned({"token": "b"}, second["version"])
    assert shim.getIntegrationContext() == {"token": "a"}
    calls = session.recorder.close().named("setIntegrationContextVersioned")
    assert [bool(call.error) for call in calls] == [False, True]


def test_a_synced_context_stays_after_a_failure_that_drops_the_context() -> None:
    dropped = RunSettings(assumptions={"context-after-error": "dropped"})
    shim, session = begun(Stores(context={"a": "0"}, context_version=1))
    shim.setIntegrationContextVersioned({"a": "1"}, -1, sync=True)
    shim.setIntegrationContextVersioned({"a": "2"}, -1)
    after = settle(session, True, dropped).stores
    assert (after.context, after.context_version) == ({"a": "1"}, 2)
    assert settle(session, False, dropped).stores.context == {"a": "2"}
    assert settle(session, True, RunSettings()).stores.context == {"a": "2"}


class Versions(RuleBasedStateMachine):
    """Compare the context with a model: a value, and a version that every save increases."""

    def __init__(self) -> None:
        super().__init__()
        self.shim, self.session = begun()
        self.model: tuple[Any, int] = ({}, 0)
        self.seen: list[dict[str, int]] = []

    @rule()
    def read(self) -> None:
        stored = self.shim.getIntegrationContextVersioned()
        assert (stored["context"], stored["version"]["version"]) == self.model
        self.seen.append(stored["version"])

    @rule(value=CONTEXTS)
    def write(self, value: dict[str, str]) -> None:
        self.shim.setIntegrationContext(value)
        self.model = value, self.model[1] + 1

    @rule(value=CONTEXTS, which=st.integers(0, 5), sync=st.booleans())
    def write_versioned(self, value: dict[str, str], which: int, sync: bool) -> None:
        if not self.seen:
            return
        version = self.seen[-1 - which % len(self.seen)]
        try:
            self.shim.setIntegrationContextVersioned(value, version, sync)
        except ValueError:
            assert version["version"] < self.model[1]
        else:
            assert version["version"] == self.model[1]
            self.model = value, self.model[1] + 1

    @invariant()
    def is_the_model(self) -> None:
        assert self.shim.getIntegrationContext() == self.model[0]
        settled = settle(self.session, False, RunSettings()).stores
        assert (dict(settled.context), settled.context_version) == self.model


def test_versions_follow_their_model() -> None:
    run_state_machine_as_test(Versions, settings=settings(max_examples=25, deadline=None))
