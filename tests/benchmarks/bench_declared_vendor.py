"""What a request to a declared API costs against a hard-coded vendor, and what a million events weigh.

    python -m tests.benchmarks.bench_declared_vendor

Ratios and memory of one run; nothing here is part of the suite.
"""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
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


def asking(vendor: Any, sort: str, limit: int, count: int) -> Callable[[int], Any]:
    """Requests at a clock that moves; half of the timeline is visible at the first."""

    def ask(number: int) -> Any:
        since = START_S + number * 37 % (count // 2)
        url = f"https://acme.example/alerts?since={since}&sort={sort}&limit={limit}"
        now = START + timedelta(seconds=count // 2 + number)
        return answer(vendor, Request("GET", url, {"X-Key": "k"}), now)

    return ask


def compare(count: int) -> None:
    print(f"{count} events; median µs of a request: hard-coded, declared, ratio")
    for limit in (10, 50, 200):
        for sort in ("created", "-created"):
            hard, declared = (
                HardCoded(count),
                DeclaredVendor(parse_api(yaml.safe_load(SECTION)), list(timeline(count)), 1),
            )
            one, other = asking(hard, sort, limit, count), asking(declared, sort, limit, count)
            assert one(5).body == other(5).body
            first, second = median_us(one), median_us(other)
            print(f"  limit {limit:3} {sort:8}  {first:7.1f} {second:7.1f}  {second / first:.2f}")


def weigh(count: int) -> None:
    began = time.perf_counter()
    vendor = DeclaredVendor(parse_api(yaml.safe_load(SECTION)), list(timeline(count)), 1)
    ask = asking(vendor, "created", 50, count)
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


if __name__ == "__main__":
    compare(100_000)
    if "--memory" in sys.argv:
        weigh(1_000_000)
