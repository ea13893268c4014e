"""What a request to a declared API costs against a hard-coded vendor, and what a million events weigh.

    python -m tests.benchmarks.bench_declared_vendor              # requests, and 1,000 cycles
    python -m tests.benchmarks.bench_declared_vendor --cycles     # 10,000 cycles
    python -m tests.benchmarks.bench_declared_vendor --memory     # a million events

Ratios and memory of one run; nothing here is part of the suite.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.times.time_format import parse_time_format
from xfetch.emulator.product.declared.vendor import DeclaredVendor
from xfetch.emulator.product.message import Request
from xfetch.emulator.product.protocol import answer
from xfetch.emulator.record.product_event import VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
START_S = 1704067200
BLOCK = 25
SECTION = """
auth: {header: X-Key}
routes:
- get: /alerts
  filter: {created: {ge: query.since, format: epoch_s}}
  order: {by: created, asked: query.sort}
  page: {limit: query.limit, default: 50}
  answer: {json: "@events", event: {id: "@id", created: "@created FORM", "**": "@fields"}}
"""


def timeline(count: int) -> Iterator[VendorEvent]:
    for number in range(count):
        created = START + timedelta(seconds=number)
        fields = {"name": f"alert {number}", "severity": ("low", "medium", "high")[number % 3]}
        yield VendorEvent(str(number), created, created, fields)


class HardCoded:
    """What a person writes who knows the product: alerts as dictionaries in the form that the product
    shows, sorted before, a window found by bisection, and JSON made of the page for each request.

    Times are kept in the form that is shown, so that it formats none, which favours it most where
    that form is a text. Its answers are the declared vendor's, byte for byte.
    """

    def __init__(self, count: int, form: str = "epoch_s") -> None:
        self.created = [START_S + number for number in range(count)]
        write = parse_time_format(form, ()).write
        self.alerts = [
            {"id": event.id, "created": write(created * 1_000_000), **event.fields}
            for created, event in zip(self.created, timeline(count), strict=True)
        ]

    def handle(self, request: Request, now: datetime) -> object:
        if request.path != "/alerts" or not request.header("X-Key"):
            return None
        start = bisect_left(self.created, int(request.query["since"]))
        end = bisect_left(self.created, int(now.timestamp()) + 1)
        limit = int(request.query["limit"])
        if request.query.get("sort") == "-created":
            found = self.alerts[max(start, end - limit) : end][::-1]
        else:
            found = self.alerts[start : min(end, start + limit)]
        return {"json": found}


def block_us(ask: Callable[[int], Any], numbers: range) -> float:
    """CPU time of a request, from its URL to the bytes of its answer; the mean of a block."""
    began = time.process_time()
    for number in numbers:
        ask(number)
    return (time.process_time() - began) / len(numbers) * 1e6


class Scanning(HardCoded):
    """The way vendor files are mostly written: a comprehension over the sorted list."""

    def handle(self, request: Request, now: datetime) -> object:
        since, until = int(request.query["since"]), now.timestamp()
        pairs = zip(self.created, self.alerts, strict=True)
        found = [alert for created, alert in pairs if since <= created <= until]
        if request.query.get("sort") == "-created":
            found.reverse()
        return {"json": found[: int(request.query["limit"])]}


def declared_vendor(count: int, form: str = "epoch_s") -> DeclaredVendor:
    section = yaml.safe_load(SECTION.replace("FORM", form))
    return DeclaredVendor(parse_api(section), list(timeline(count)), 1)


def asking(vendor: Any, sort: str, limit: int, count: int, step: int) -> Callable[[int], Any]:
    """Requests at a clock that moves; half of the timeline is visible at the first. ``step`` says by
    how many events the window moves from one request to the next."""

    def ask(number: int) -> Any:
        since = START_S + number * step % (count // 2)
        url = f"https://acme.example/alerts?since={since}&sort={sort}&limit={limit}"
        now = START + timedelta(seconds=count // 2 + number)
        return answer(vendor, Request("GET", url, {"X-Key": "k"}), now)

    return ask


def compare(count: int) -> None:
    print(f"{count} events; CPU time of a request in µs, median of {BLOCK} requests' means")
    print("limit sort      window    time      bisected  scanned  declared  to bisected")
    for limit in (10, 50, 200):
        for sort, step in (("created", 1), ("-created", 1), ("created", limit)):
            compare_row(count, limit, sort, step, "epoch_s")
        compare_row(count, limit, "created", limit, "iso.3")


def compare_row(count: int, limit: int, sort: str, step: int, form: str) -> None:
    """Blocks of the two vendors in turns, since a machine's speed drifts."""
    hard_coded, scanned, declared = (
        asking(vendor, sort, limit, count, step)
        for vendor in (
            HardCoded(count, form),
            Scanning(count, form),
            declared_vendor(count, form),
        )
    )
    # Until the windows begin anew, so that a wide step shows each event for the first time.
    stop = min(4000, count // 2 // step)
    pairs = []
    for first in range(0, stop - BLOCK + 1, BLOCK):
        numbers = range(first, first + BLOCK)
        pairs.append((block_us(hard_coded, numbers), block_us(declared, numbers)))
        assert hard_coded(numbers[-1]).body == declared(numbers[-1]).body
    pairs = pairs[1:]
    assert scanned(stop).body == declared(stop).body
    bisected, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(other / bisected for bisected, other in pairs)
    window = "overlaps" if step == 1 else "new"
    print(
        f"{limit:5} {sort:9} {window:9} {form:9} {bisected:8.1f}"
        f" {block_us(scanned, range(10)):8.0f} {other:9.1f} {ratio:11.2f}"
    )


def cycles(count: int, rounds: int = 3) -> None:
    """A sample under its own vendor file, and under an api section that says the same, in turns."""
    home = Path(__file__).parents[2] / "sample_integrations" / "helloworld_twin"
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "s.yml"
        scenario.write_text(TWIN, encoding="utf-8")
        ways = {
            "vendor file": ("--vendor", str(home / "vendor.py")),
            "api": ("--scenario", str(scenario)),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, options in ways.items():
                taken[name].append(run_s(home, count, options))
        best = {name: min(times) for name, times in taken.items()}
        ratio = best["api"] / best["vendor file"]
        print(f"{count} cycles of helloworld_twin, CPU s: {taken}, ratio of the least {ratio:.2f}")


def run_s(home: Path, count: int, options: tuple[str, ...]) -> float:
    """CPU time of a run in its own process."""
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", str(count)]
    began = _children_s()
    ran = subprocess.run(
        [*command, "-q", "--isolation", "inline", *options], capture_output=True, text=True
    )
    assert ran.returncode in (0, 1), ran.stderr
    return _children_s() - began


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def weigh(count: int) -> None:
    began = time.perf_counter()
    vendor = declared_vendor(count)
    ask = asking(vendor, "created", 50, count, 37)
    ask(0)
    spent = time.perf_counter() - began
    gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1e6 if sys.platform != "darwin" else 1e9
    )
    print(
        f"{count} events: {spent:.1f} s to the first answer, peak memory of the process {peak:.2f} GB"
    )
    now = START + timedelta(seconds=count)
    began = time.perf_counter()
    answer(
        vendor,
        Request("GET", f"https://acme.example/alerts?since={START_S}&limit=5", {"X-Key": "k"}),
        now,
    )
    print(f"  the second half becomes visible at once: {time.perf_counter() - began:.1f} s")
    print(f"  then a request costs {block_us(ask, range(200)):.0f} µs")


TWIN = """
drain: false
events:
- generate: {count: 12, from: -5m, every: 45s, fields: {name: "alert {n}", severity: High}}
api:
  routes:
  - get: /api/v1/get_alerts
    filter: {created: {ge: query.start_time, format: epoch_s}}
    page: {limit: query.max_results}
    answer: {json: "@events", event: {alert_id: "@id", created: "@created epoch_s", "**": "@fields"}}
"""

if __name__ == "__main__":
    if "--memory" in sys.argv:
        weigh(1_000_000)
    elif "--cycles" in sys.argv:
        cycles(10_000, 1)
    else:
        compare(100_000)
        cycles(1_000)
