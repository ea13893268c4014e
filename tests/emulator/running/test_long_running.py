"""A long-running integration is divided into cycles at its sleeps."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.settings.settings import DEFAULT_START, LONG_RUNNING

YML = worlds.YML.replace("isfetch: true", "longRunning: true")
HEAD = """\
import demistomock as demisto
import asyncio, threading, time
from concurrent.futures import ThreadPoolExecutor

"""


def long_running(folder: Path, code: str, cycles: int, **changes: Any) -> list[FetchRun]:
    target = worlds.write_raw(folder, HEAD + code, yml=YML)
    return list(worlds.run(target, cycles, command=LONG_RUNNING, **changes).runs)


def times(runs: list[FetchRun]) -> list[tuple[float, float]]:
    return [
        (
            round((run.at - DEFAULT_START).total_seconds(), 3),
            round((run.pulled_at - DEFAULT_START).total_seconds(), 3),
        )
        for run in runs
    ]


def names(run: FetchRun) -> list[str]:
    return [incident["name"] for incident in run.incidents]


def test_each_sleep_after_a_report_ends_a_cycle(tmp_path: Path) -> None:
    code = """
number = 0
while True:
    time.sleep(1)
    number += 1
    demisto.createIncidents([{"name": str(number)}])
    time.sleep(9)
"""
    runs = long_running(tmp_path, code, 4)
    assert [names(run) for run in runs] == [["1"], ["2"], ["3"], ["4"]]
    assert times(runs) == [(0, 1), (10, 11), (20, 21), (30, 31)]
    assert [run.status for run in runs] == ["ok"] * 4
    assert [run.cycle for run in runs] == [1, 2, 3, 4]


def test_a_quiet_integration_has_one_cycle_an_interval(tmp_path: Path) -> None:
    runs = long_running(tmp_path, "while True:\n    time.sleep(7)\n", 3, interval_s=20)
    assert times(runs) == [(0, 21), (28, 49), (56, 77)]
    assert [run.incidents for run in runs] == [(), (), ()]


def test_an_integration_that_waits_without_end_has_one_cycle_an_interval(tmp_path: Path) -> None:
    runs = long_running(tmp_path, "threading.Event().wait()\n", 3)
    assert times(runs) == [(0, 60), (60, 120), (120, 180)]


def test_the_last_run_and_the_context_are_saved_as_they_are_set(tmp_path: Path) -> None:
    code = """
while True:
    n = demisto.getLastRun().get("n", 0)
    seen = demisto.getIntegrationContext().get("seen", "")
    demisto.createIncidents([{"name": seen}], lastRun={"n": n + 1})
    demisto.setIntegrationContext({"seen": seen + "x"})
    time.sleep(10)
"""
    runs = long_running(tmp_path, code, 3)
    assert [run.last_run.after for run in runs] == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert [names(run) for run in runs] == [[""], ["x"], ["xx"]]


def test_bad_health_is_an_error_row_and_its_incidents_are_still_created(tmp_path: Path) -> None:
    code = """
while True:
    demisto.createIncidents([{"name": "a"}], lastRun={"n": 1})
    demisto.updateModuleHealth("it does not answer", is_error=True)
    time.sleep(10)
    demisto.updateModuleHealth({"eventsPulled": 0})
    time.sleep(10)
"""
    first, second = long_running(tmp_path, code, 2)
    assert (first.status, first.message) == ("error", "Error: it does not answer")
    assert (names(first), first.last_run.after) == (["a"], {"n": 1})
    assert second.status == "ok"


def test_code_that_ends_is_started_again_by_the_server(tmp_path: Path) -> None:
    code = """
demisto.createIncidents([{"name": "a"}])
time.sleep(5)
if demisto.getIntegrationContext():
    raise ValueError("it broke")
demisto.setIntegrationContext({"started": "once"})
"""
    runs = long_running(tmp_path, code, 4)
    assert [run.status for run in runs] == ["ok", "ok", "ok", "error"]
    assert [len(run.incidents) for run in runs] == [1, 0, 1, 0]
    assert runs[1].message == "the code ended; the server starts it again"
    assert runs[3].message == "Error: ValueError: it broke"
    assert times(runs) == [(0, 0), (5, 5), (65, 65), (70, 70)]


def test_a_long_running_integration_has_no_timeout(tmp_path: Path) -> None:
    code = "demisto.createIncidents([])\ntime.sleep(100000)\ndemisto.createIncidents([])\n"
    runs = long_running(tmp_path, code, 2, timeout_s=60)
    assert [run.status for run in runs] == ["ok", "ok"]
    assert times(runs) == [(0, 0), (100000, 100000)]


THREADS = """
def listen(name, pause):
    while True:
        demisto.createIncidents([{"name": name}])
        time.sleep(pause)

with ThreadPoolExecutor(2) as pool:
    pool.submit(listen, "a", 10)
    pool.submit(listen, "b", 25)
"""

LOOP = """
async def listen(name, pause):
    while True:
        demisto.createIncidents([{"name": name}])
        await asyncio.sleep(pause)

async def main():
    await asyncio.gather(listen("a", 10), listen("b", 25))

asyncio.run(main())
"""


@pytest.mark.parametrize("code", [THREADS, LOOP])
def test_reports_of_threads_and_event_loops_end_cycles(tmp_path: Path, code: str) -> None:
    runs = long_running(tmp_path, code, 5)
    assert [sorted(names(run)) for run in runs] == [["a", "b"], ["a"], ["a"], ["b"], ["a"]]
    assert [round(at) for at, _ in times(runs)] == [0, 10, 20, 25, 30]


def test_all_threads_are_unwound_after_the_last_cycle(tmp_path: Path) -> None:
    code = """
def stay():
    try:
        threading.Event().wait()
    except BaseException:
        return

threading.Thread(target=stay).start()
while True:
    try:
        demisto.updateModuleHealth("fine")
        time.sleep(10)
    except Exception:
        pass
"""
    before = threading.active_count()
    assert len(long_running(tmp_path, code, 2)) == 2
    assert threading.active_count() == before


def test_code_that_never_sleeps_has_one_cycle_an_interval(tmp_path: Path) -> None:
    code = """
import requests
while True:
    requests.get("https://probe.example.com/x")
    demisto.createIncidents([{"name": "a"}])
"""
    vendor = worlds.vendor(
        tmp_path,
        "class Vendor:\n    def handle(self, request, now):\n        return {'json': []}\n",
    )
    runs = long_running(tmp_path, code, 2, vendor_file=vendor, latency_s=1.0)
    assert [round(end - at) for at, end in times(runs)] == [60, 60]
    assert [len(run.incidents) for run in runs] == [60, 60]


def test_a_request_without_an_answer_ends_the_run(tmp_path: Path) -> None:
    code = """
import requests
while True:
    try:
        requests.get("https://probe.example.com/x")
    except Exception as error:
        demisto.updateModuleHealth(str(error), True)
    time.sleep(10)
"""
    target = worlds.write_raw(tmp_path, HEAD + code, yml=YML)
    outcome = worlds.run(target, 5, command=LONG_RUNNING)
    assert outcome.stop == "not answered"
    assert len(list(outcome.runs)) == 1


LATE = """
import requests, json
since = demisto.getIntegrationContext().get("since", "2023-12-31T23:00:00Z")
while True:
    found = requests.get("https://a.example/list").json()
    fresh = [one for one in found if one["at"] > since]
    demisto.createIncidents([{"name": one["id"], "rawJSON": json.dumps(one)} for one in fresh])
    since = max([since, *(one["at"] for one in fresh)])
    demisto.setIntegrationContext({"since": since})
    time.sleep(60)
"""
VENDOR = """
from datetime import datetime
EVENTS = [("a", "00:00:10", 10), ("b", "00:00:50", 50), ("c", "00:00:30", 90), ("d", "00:02:10", 130)]

class Vendor:
    def events(self):
        return [
            {"id": id, "created": f"2024-01-01T{at}Z", "visible": 1704067200 + seconds}
            for id, at, seconds in EVENTS
        ]

    def handle(self, request, now):
        return [
            {"id": id, "at": f"2024-01-01T{at}Z"}
            for id, at, seconds in EVENTS
            if 1704067200 + seconds <= now.timestamp()
        ]
"""


def test_a_long_running_command_is_traced_as_a_fetch_is(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, HEAD + LATE, yml=YML)
    outcome = worlds.run(
        target, 6, command=LONG_RUNNING, vendor_file=worlds.vendor(tmp_path, VENDOR)
    )
    finding = next(one for one in outcome.findings if one.rule == "XF102")
    assert finding.events == ("c",)
    assert outcome.traces
    assert all(one.reproduced and one.steps for one in outcome.traces.values())
    assert finding.cause is not None
    assert finding.cause.known, finding.cause
    values = [str(value) for place in finding.cause.places for value in place.values]
    assert any("2024-01-01T00:00:50Z" in one for one in values), finding.cause
