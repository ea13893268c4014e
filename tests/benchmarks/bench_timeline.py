"""What a timeline of a million events costs, and the verdict on them.

    python -m tests.benchmarks.bench_timeline [COUNT]

Times are the processor's, so that a busy machine does not matter; nothing here is part of the suite.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tests.emulator.judging.verdict.worlds import ID, fetch
from xfetch.emulator.judging.verdict.fold import VerdictFold
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
FIELDS = {"title": "{title} on {host}", "severity": "{severity}", "source": "{ipv4}"}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began_s = time.process_time()
    result = work()
    return time.process_time() - began_s, result


def judge(events: Sequence[VendorEvent], a_cycle: int) -> None:
    """A fold over fetches that bring so many events each."""
    runs = len(events) // a_cycle
    fold = VerdictFold(events, ID, None)

    def see() -> None:
        for number in range(runs):
            ids = (event.id for event in events[number * a_cycle : (number + 1) * a_cycle])
            fold.see(fetch(number + 1, *ids))

    spent_s, _ = timed(see)
    end_s, counts = timed(lambda: fold.end().counts)
    print(
        f"  {runs} fetches seen in {spent_s:.1f} s, judged in {end_s:.1f} s: {counts['delivered']}"
    )


def million(count: int) -> None:
    section = {"generate": {"count": count, "every": "1s", "fields": FIELDS}}
    made_s, events = timed(lambda: parse_timeline(section, Path()).events(START))
    print(f"{count} events made in {made_s:.1f} s, peak memory {_peak_gb():.2f} GB")
    judge(events, 100)
    print(f"  with the verdicts, peak memory {_peak_gb():.2f} GB")


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1e6 if sys.platform != "darwin" else 1e9
    )


if __name__ == "__main__":
    million(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
