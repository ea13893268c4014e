"""A fetch that finds nothing new saves a last run without a position."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

EMPTIED = """
import requests
since = demisto.getLastRun().get("since") or "2023-12-31T00:00:00Z"
found = requests.get("https://p.example.com/all", params={{"since": since}}).json()
newest = {otherwise}
for item in found:
    newest = item["created"]
demisto.incidents([{{"rawJSON": json.dumps(item)}} for item in found])
demisto.setLastRun({{"since": newest}})
"""
AFTER = """
EVENTS = [{"id": "e1", "created": "2024-01-01T00:00:30Z"}]
class Vendor:
    def handle(self, request, now):
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there if event["created"] > request.query["since"]]
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(("otherwise", "codes"), [("None", ["position-dropped"]), ("since", [])])
def test_a_fetch_that_finds_nothing_keeps_the_position(
    tmp_path: Path, otherwise: str, codes: list[str]
) -> None:
    vendor = worlds.vendor(tmp_path, AFTER)
    home = worlds.write(tmp_path, EMPTIED.format(otherwise=otherwise))
    outcome = worlds.run(home, 6, vendor_file=vendor)
    found = [one.cause for one in outcome.findings if one.rule == "XF101"]
    assert [one.code for one in found if one is not None] == codes
    assert [str(one.line) for one in found if one is not None] == ["Probe.py:11"] * len(codes)
