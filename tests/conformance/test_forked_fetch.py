"""EWSO365 runs its whole fetch in a process that it forks, on exchangelib: all of it is recorded."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from .ran import Bench

CONTENT = os.environ.get("XFETCH_CONTENT")
PYTHON = Path(os.environ.get("XFETCH_CONFORMANCE_PYTHON", sys.executable))
TARGET = Path("Packs/EWS/Integrations/EWSO365")
VENDOR = Path(__file__).with_name("exchange.py")


@pytest.mark.skipif(not CONTENT, reason="XFETCH_CONTENT names no content checkout")
def test_a_mailbox_is_fetched_once() -> None:
    bench = Bench(Path(CONTENT or "").resolve(), PYTHON.absolute())
    arguments = ("--fill", "secrets", "--cycles", "3", "--vendor", str(VENDOR.resolve()))
    ran = bench.run(TARGET, arguments)
    missing = re.search(r"imports `([\w.]+)`, which is not installed", ran.stderr)
    if missing:
        pytest.skip(f"the integration imports {missing[1]}, which is not installed")
    assert ran.exit_code == 0, ran.stderr
    assert ran.report is not None
    cycles = ran.report["cycles"]
    assert [cycle["status"] for cycle in cycles] == ["ok"] * 3
    assert [len(cycle["incidents"]) for cycle in cycles] == [1, 0, 0]
    assert cycles[0]["incidents"][0]["name"] == "one message"
    assert cycles[0]["last_run"]["after"]["lastRunTime"] == "2023-12-31T23:55:00Z"
    assert all(cycle["requests"] for cycle in cycles)
