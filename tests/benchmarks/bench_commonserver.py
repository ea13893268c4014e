"""What importing the embedded CommonServerPython costs against importing the checkout's.

    XFETCH_CONTENT=content python -m tests.benchmarks.bench_commonserver

Processor time of one run, third-party imports apart; nothing here is part of the suite.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType

from tests.conformance.commonserver.oracle import COMMON_SERVER_FILE
from tests.conformance.commonserver.server import Server
from tests.emulator.commonserver.platform import at_hand
from xfetch.emulator.commonserver.assembly import codes
from xfetch.emulator.integration.source import compiled

WANTED = 0.4


def cost_ms(work: Callable[[], object], times: int) -> float:
    """The median, after a first time that does not count."""
    work()
    spent = []
    for _ in range(times):
        began_s = time.process_time()
        work()
        spent.append((time.process_time() - began_s) * 1000)
    return statistics.median(spent)


def execute(parts: Sequence[CodeType]) -> None:
    module = ModuleType("CommonServerPython")
    for part in parts:
        exec(part, module.__dict__)


def fresh_codes() -> tuple[CodeType, ...]:
    codes.cache_clear()
    return codes()


def main() -> None:
    content = os.environ.get("XFETCH_CONTENT")
    if not content:
        sys.exit("XFETCH_CONTENT must name a checkout of the content repository")
    path = Path(content) / COMMON_SERVER_FILE
    real, ours = (compiled(path),), codes()
    with at_hand(Server()):
        checkout_ms = cost_ms(lambda: execute((compiled(path),)), 9)
        embedded_ms = cost_ms(lambda: execute(fresh_codes()), 30)
        real_again_ms = cost_ms(lambda: execute(real), 50)
        ours_again_ms = cost_ms(lambda: execute(ours), 50)
    print(f"imported, the checkout's: {checkout_ms:.2f} ms; the embedded one: {embedded_ms:.2f} ms")
    print(f"{embedded_ms / checkout_ms:.0%} (wanted: below {WANTED:.0%})")
    print(f"a fresh copy: {real_again_ms:.2f} ms and {ours_again_ms:.2f} ms")
    sys.exit(embedded_ms / checkout_ms >= WANTED)


if __name__ == "__main__":
    main()
