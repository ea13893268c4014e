"""What a request to a declared API costs against a hard-coded vendor, and what a million events weigh.

    python -m tests.benchmarks.bench_declared_vendor

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

from xfetch.emulator.vendor.declared import DeclaredVendor, parse_api
from xfetch.emulator.vendor.message import Request
from xfetch.emulator.vendor.protocol import answer
from xfetch.emulator.vendor_event import VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
START_S = 1704067200
SECTION = """
auth: {header: X-Key}
routes:
- get: /alerts
  filter: {created: {ge: query.since, format: epoch_s}}
  order: {by: created, asked: query.sort}
  page: {limit: query.limit, default: 50}
  answer: {json: "@events", event: {id: "@id", created: "@created epoch_s", "**": "@fields"}}
"""


def timeline(count: int) -> Iterator[VendorEvent]:
    for number in range(count):
        created = START + timedelta(seconds=number)
        fields = {"name": f"alert {number}", "severity": ("low", "medium", "high")[number % 3]}
        yield VendorEvent(str(number), created, created, fields)


class HardCoded:
    """The same list, sorted before, with its window found by bisection."""

    def __init__(self, count: int) -> None:
        self.alerts = [
            {"id": e.id, "created": START_S + n, **e.fields} for n, e in enumerate(timeline(count))
        ]
        self.created = [alert["created"] for alert in self.alerts]

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


def median_us(ask: Callable[[int], Any], count: int = 2000) -> float:
    for number in range(200):
        ask(number)
    taken = []
    for number in range(count):
        began = time.perf_counter()
        ask(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6


class Scanning(HardCoded):
    """The way vendor files are mostly written: a comprehension over the sorted list."""

    def handle(self, request: Request, now: datetime) -> object:
        since, until = int(request.query["since"]), now.timestamp()
        found = [alert for alert in self.alerts if since <= alert["created"] <= until]
        if request.query.get("sort") == "-created":
            found.reverse()
        return {"json": found[: int(request.query["limit"])]}


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
    print(f"{count} events; median µs of a request")
    print("limit sort      window    bisected  scanned  declared  to bisected")
    for limit in (10, 50, 200):
        for sort, step in (("created", 1), ("-created", 1), ("created", limit)):
            declared = DeclaredVendor(parse_api(yaml.safe_load(SECTION)), list(timeline(count)), 1)
            asked = [
                asking(vendor, sort, limit, count, step)
                for vendor in (HardCoded(count), Scanning(count), declared)
            ]
            assert len({ask(5).body for ask in asked}) == 1
            # Until the windows begin anew, so that a wide step shows each event for the first time.
            rounds = min(2000, count // 2 // step - 200)
            bisected, other = median_us(asked[0], rounds), median_us(asked[2], rounds)
            scanned = median_us(asked[1], 20)
            window = "overlaps" if step == 1 else "new"
            print(
                f"{limit:5} {sort:9} {window:9} {bisected:8.0f} {scanned:8.0f} {other:9.0f}"
                f" {other / bisected:11.2f}"
            )


def cycles(count: int) -> None:
    """A sample under its own vendor file, and under an api section that says the same."""
    home = Path(__file__).parents[2] / "sample_integrations" / "helloworld_twin"
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "s.yml"
        scenario.write_text(TWIN, encoding="utf-8")
        ways = {
            "vendor file": ("--vendor", str(home / "vendor.py")),
            "api": ("--scenario", str(scenario)),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(3):
            for name, options in ways.items():
                command = [
                    sys.executable,
                    "-m",
                    "xfetch.cli",
                    "run",
                    str(home),
                    "--cycles",
                    str(count),
                ]
                began = time.perf_counter()
                subprocess.run(
                    [*command, "-q", "--isolation", "inline", *options],
                    check=False,
                    stderr=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
                taken[name].append(time.perf_counter() - began)
        best = {name: min(times) for name, times in taken.items()}
        ratio = best["api"] / best["vendor file"]
        print(f"{count} cycles of helloworld_twin, s: {best}, ratio {ratio:.2f}")


def weigh(count: int) -> None:
    began = time.perf_counter()
    vendor = DeclaredVendor(parse_api(yaml.safe_load(SECTION)), list(timeline(count)), 1)
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
    print(f"  then a request costs {median_us(ask):.0f} µs")


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
    compare(100_000)
    cycles(1_000)
    if "--memory" in sys.argv:
        weigh(1_000_000)
