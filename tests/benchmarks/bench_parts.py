"""Parts of a run by themselves, for the tricks of ``tricks.py`` that a whole start or cycle hardly shows.

    python -m tests.benchmarks.bench_parts [name of a part]

CPU time of one piece of work in µs; nothing here is part of the suite.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.benchmarks.bench_declared_vendor import asking, block_us, declared_vendor
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.store.row import row_of
from xfetch.emulator.record.store.sqlite_file import SqliteFile

_EVENTS, _PAGE, _BLOCK = 40_000, 50, 20
_SECRETS = 2_000


def _asked_us(step: int, form: str) -> float:
    ask = asking(declared_vendor(_EVENTS, form), "created", _PAGE, _EVENTS, step)
    ask(0)
    firsts = range(1, _EVENTS // 2 // _PAGE - _BLOCK, _BLOCK)
    return statistics.median(block_us(ask, range(first, first + _BLOCK)) for first in firsts)


def shown_again_us() -> float:
    """A request of a declared API whose page has one new event, the others were shown before."""
    return _asked_us(1, "iso.3")


def shown_first_us() -> float:
    """A request of a declared API for a page of events that no answer has shown."""
    return _asked_us(_PAGE, "iso.3")


def stored_us() -> float:
    """A fetch written to the store."""
    at = datetime(2024, 1, 1, tzinfo=timezone.utc)
    change = LastRunChange({}, {"t": 1}, {"t": 1}, was_set=True, saved=True)
    row = row_of(FetchRun(1, at, at + timedelta(seconds=1), "ok", "", change))
    with tempfile.TemporaryDirectory() as folder:
        file = SqliteFile(Path(folder) / "fetches.sqlite")
        began = time.process_time()
        for cycle in range(1, 20_001):
            file.add(cycle, row)
        file.commit()
        spent = time.process_time() - began
        file.close()
    return spent / 20_000 * 1e6


def masked_us() -> float:
    """A text of 2,000 characters, of which none is a secret, looked through for 2,000 learned tokens."""
    mask = Mask(())
    for number in range(_SECRETS):
        mask.learn(f"{number:06x}f9a1c7e5b3d2-{number * 7919:010x}")
    text = " ".join(f"word{number}" for number in range(220))[:2_000]
    began = time.process_time()
    for _ in range(200):
        mask.text(text)
    return (time.process_time() - began) / 200 * 1e6


PARTS: dict[str, Callable[[], float]] = {
    "a page shown again": shown_again_us,
    "a page shown first": shown_first_us,
    "a stored fetch": stored_us,
    "a masked text": masked_us,
}


def main() -> None:
    for name in sys.argv[1:] or PARTS:
        print(f"{PARTS[name]():.3f} {name}")


if __name__ == "__main__":
    main()
