"""A last run that the code saves under one key and reads under another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

CODE = """
import requests
from datetime import datetime, timedelta
FORMAT = "%Y-%m-%dT%H:%M:%SZ"
last_run = demisto.getLastRun()
since = last_run.get("{key}") or (datetime.utcnow() - timedelta(hours=1)).strftime(FORMAT)
found = requests.get("https://p.example.com/all", params={{"since": since}}).json()
demisto.incidents([{{"rawJSON": json.dumps(item)}} for item in found])
demisto.setLastRun({{"since": found[-1]["created"] if found else since{more}}})
"""
VENDOR = """
EVENTS = [{"id": f"e{n}", "created": f"2024-01-01T00:00:{n}0Z"} for n in range(1, 4)]
class Vendor:
    def handle(self, request, now):
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there if event["created"] >= request.query["since"]]
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(
    ("key", "more", "said", "line"),
    [
        ("time", "", "own-state-unreadable", 7),
        ("since", "", "boundary-repeated", 11),
        ("time", ', "last_id": found[-1]["id"] if found else ""', "look-back-without-ids", 8),
    ],
    ids=["read under another key", "read", "with an id, which may be compared"],
)
def test_a_position_that_no_line_reads(
    tmp_path: Path, key: str, more: str, said: str, line: int
) -> None:
    vendor = worlds.vendor(tmp_path, VENDOR)
    home = worlds.write(tmp_path, CODE.format(key=key, more=more))
    outcome = worlds.run(home, 4, vendor_file=vendor)
    cause = next(one for one in outcome.findings if one.rule == "XF101").cause
    assert cause is not None
    assert (cause.code, cause.places[0].line.number) == (said, line)
