"""FIRST RUN stands where the state is empty, wherever the integration keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from xfetch.emulator.record.entries import Call, Json, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def fetched(
    *calls: tuple[str, Json],
    before: Json = None,
    was_set: bool = False,
    command: str = "fetch-incidents",
    cycle: int = 2,
    status: str = "ok",
) -> FetchRun:
    """A fetch that made those calls, each with its answer."""
    change = LastRunChange(before or {}, None, {}, was_set=was_set, saved=was_set)
    made = (Call(seq, START, name, {}, answer) for seq, (name, answer) in enumerate(calls))
    run = FetchRun(cycle, START, START, status, "", change, record=Record(tuple(made)))
    return replace(run, command=command)


CONTEXT = "getIntegrationContext"
VERSIONED = "getIntegrationContextVersioned"
ASSETS = "getAssetsLastRun"


@pytest.mark.parametrize(
    ("run", "first"),
    [
        (fetched(), True),
        (fetched(before={"at": "1"}), False),
        (fetched(status="skipped"), False),
        (fetched((CONTEXT, {})), True),
        (fetched((CONTEXT, {"cursor": "1"})), False),
        (fetched((CONTEXT, {}), (CONTEXT, {"cursor": "1"})), True),
        (fetched((CONTEXT, {"access_token": "x", "valid_time": 7})), True),
        (fetched((CONTEXT, {"users": ["a"]}), was_set=True), True),
        (fetched((VERSIONED, {"context": {}, "version": {"version": 0}})), True),
        (fetched((VERSIONED, {"context": {"cursor": "1"}, "version": {"version": 1}})), False),
        (fetched((ASSETS, {"next": "2"}), command="fetch-assets"), False),
        (fetched((ASSETS, {}), command="fetch-assets", before={"at": "1"}), True),
        (fetched(command="fetch-assets", before={"at": "1"}), False),
        (fetched(command="long-running-execution"), False),
        (fetched(command="long-running-execution", cycle=1), True),
    ],
)
def test_where_the_state_is_empty(run: FetchRun, first: bool) -> None:
    assert run.first_run is first
