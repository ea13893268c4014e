"""What judging costs, against the run that is judged; how large its page is; what both cores give a check.

``python -m tests.benchmarks.bench_judging``: ratios inside one run, CPU seconds.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from textwrap import dedent
from time import perf_counter, process_time

from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.check_task import CheckTask
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.judging.outcome import outcome_of
from xfetch.emulator.reports import html
from xfetch.emulator.request.request import Product, Request
from xfetch.emulator.settings.settings import RunSettings

CYCLES = 10_000
SCENARIOS = 100
SAMPLES = Path(__file__).parents[2] / "sample_integrations"
VENDOR = """
import bisect
from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def iso(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Vendor:
    def __init__(self):
        self.alerts = []
        for number in range(10_000):
            at = iso(START + timedelta(seconds=60 * number - 90))
            alert = {"id": f"QA-{number}", "title": "login", "severity": "low"}
            self.alerts.append({**alert, "created": at, "indexed": at})
        self.keys = [alert["indexed"] for alert in self.alerts]

    def events(self):
        return [{"id": a["id"], "created": a["created"], "visible": a["indexed"]} for a in self.alerts]

    def handle(self, request, now):
        first = bisect.bisect_left(self.keys, request.query["indexed_from"])
        last = bisect.bisect_left(self.keys, iso(now))
        return {"json": {"alerts": self.alerts[first:last][: int(request.query["limit"])]}}
"""


def judging(folder: Path) -> None:
    """A run of many cycles with an incident each, and the same run judged once more."""
    vendor = folder / "vendor.py"
    vendor.write_text(dedent(VENDOR))
    request = Request(SAMPLES / "healthy", RunSettings(cycles=CYCLES), product=Product(vendor))
    began_s = process_time()
    outcome = emulate(prepare(request))
    run_s = process_time() - began_s
    began_s = process_time()
    outcome_of(outcome.dossier, outcome.runs, lambda lines: {})
    judge_s = process_time() - began_s
    began_s = process_time()
    size = sum(len(piece.encode()) for piece in html.render(outcome))
    page_s = process_time() - began_s
    print(
        f"judging {CYCLES} cycles: {judge_s / (run_s - judge_s):.1%} of the run ({run_s - judge_s:.1f} s)"
    )
    print(f"its page: {size / 1e6:.2f} MB, {page_s / (run_s - judge_s):.1%} of the run")


def checking(folder: Path) -> None:
    """Many small scenarios in one process, and on two cores."""
    paths = []
    for number in range(SCENARIOS):
        path = folder / f"s{number}.xfetch.yml"
        target = SAMPLES / "boundary_repeated"
        path.write_text(f"integration: {target}\nvendor: {target / 'vendor.py'}\ncycles: 20\n")
        paths.append(path)
    check = partial(check_one, settings=replace(CheckSettings()))
    began_s = perf_counter()
    one = list(map(check, paths))
    alone_s = perf_counter() - began_s
    began_s = perf_counter()
    task = CheckTask(check, CheckSettings())
    two = list(Processes(2, end_like_ctrl_c).results(task, paths))
    both_s = perf_counter() - began_s
    assert one == two
    print(f"checking {SCENARIOS} scenarios: two cores {alone_s / both_s:.2f} times as fast as one")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        if "judging" in sys.argv[1:] or len(sys.argv) == 1:
            judging(Path(home))
        if "checking" in sys.argv[1:] or len(sys.argv) == 1:
            checking(Path(home))
