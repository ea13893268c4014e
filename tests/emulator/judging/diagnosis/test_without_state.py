"""Vendors with and without ``state()``: a run of either is diagnosed alike."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.emulator import worlds
from xfetch.emulator.judging.cause import Cause

CODE = """
import json
import requests
rows = requests.get("https://a.example/queue").json()
kept = [row for row in rows if row["level"] > 1]
demisto.incidents([{"name": row["id"], "rawJSON": json.dumps(row)} for row in kept])
"""
# It hands out each event once, so what a fetch gets depends on all fetches before it.
VENDOR = """
from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


class Vendor:
    def __init__(self):
        self.handed = 0

    def events(self):
        return [
            {"id": f"e{n}", "created": (START + timedelta(seconds=50 * n + 5)).isoformat()}
            for n in range(6)
        ]

    def handle(self, request, now):
        rows = [one for one in self.events() if one["created"] <= now.isoformat()][self.handed:]
        self.handed += len(rows)
        return {"json": [dict(row, level=int(row["id"] != "e3") + 1) for row in rows]}
"""
STATE = """
    def state(self):
        return self.handed

    def restore(self, state):
        self.handed = state
"""


def cause_with(folder: Path, vendor: str) -> Cause | None:
    folder.mkdir()
    file = folder / "vendor.py"
    file.write_text(dedent(vendor), encoding="utf-8")
    outcome = worlds.run(worlds.write(folder, CODE), 6, vendor_file=file)
    (missed,) = (one for one in outcome.findings if one.rule == "XF102")
    return missed.cause


def test_a_vendor_without_state_is_diagnosed_as_one_with_it(tmp_path: Path) -> None:
    without = cause_with(tmp_path / "without", VENDOR)
    assert without is not None
    assert without.code == "code-filter-excludes"
    assert without.line is not None
    text = (tmp_path / "without" / "Probe" / "Probe.py").read_text(encoding="utf-8")
    assert text.splitlines()[without.line.number - 1].strip().startswith("kept = [row for row")
    assert cause_with(tmp_path / "with", VENDOR + STATE) == without
