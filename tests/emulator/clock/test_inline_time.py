"""In inline isolation the watcher of the cycles runs in real time."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from tests.emulator import worlds
from xfetch.emulator.emulate import emulate
from xfetch.emulator.record.fetch_run import FetchRun

REAL = time.sleep, time.time, datetime


def test_the_watcher_runs_in_real_time(tmp_path: Path) -> None:
    seen = []

    def watch(run: FetchRun) -> None:
        seen.append((time.sleep, time.time, datetime) == REAL and datetime.now().year > 2024)

    emulate(worlds.prepared(worlds.write(tmp_path, "demisto.incidents([])"), 3), watch)
    assert seen == [True] * 3
