"""A fetch that could not send its incidents and ended well has caught the error."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from xfetch.emulator.judging.tally import Tally, caught
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("name", "error", "status", "is_caught"),
    [
        ("incidents", "the server is busy", "ok", True),
        ("incidents", "the server is busy", "error", False),
        ("incidents", "", "ok", False),
        ("executeCommand", "not supported", "ok", False),
    ],
)
def test_only_a_swallowed_failure_to_send_counts(
    name: str, error: str, status: str, is_caught: bool
) -> None:
    kept = LastRunChange({}, None, {}, was_set=False, saved=False)
    record = Record((Call(1, AT, name, {}, error=error),))
    run = FetchRun(1, AT, AT, status, "", kept, record=record)
    tally = Tally()
    tally.see(run)
    assert (caught(run) is not None, tally.caught) == (is_caught, int(is_caught))
