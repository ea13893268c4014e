"""Whatever ends the process ends one fetch; the next one starts from what was committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from tests.emulator.patience import patient_s
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.units import format_duration
from xfetch.emulator.timeline.timeline import parse_timeline

SECOND = """
number = demisto.getLastRun().get('number', 0) + 1
if number == 2 and not demisto.getIntegrationContext().get('told'):
    demisto.setIntegrationContext({{'told': 'yes'}})
    demisto.createIncidents([{{'name': 'at once'}}])
    demisto.setLastRun({{'number': 99}})
    demisto.incidents([{{'name': 'in vain'}}])
    demisto.debug('the key is ' + demisto.params()['apikey'])
    {body}
demisto.setLastRun({{'number': number}})
demisto.incidents([{{'name': str(number)}}])
"""


def run(folder: Path, body: str, cycles: int = 4, **bounds: Any) -> Outcome:
    """``body`` is executed in the second fetch, where it is expected not to come back."""
    home = worlds.write(folder, SECOND.format(body=body.strip().replace("\n", "\n    ")))
    isolation = Isolation("process", **bounds)
    params = {"apikey": "hunter2hunter2"}
    # Longer than the timeout: no tick falls into a fetch that was killed.
    changes: dict[str, Any] = {"params": params, "isolation": isolation, "interval_s": 600}
    return worlds.run(home, cycles, **changes)


def died(outcome: Outcome, status: str) -> FetchRun:
    """The second fetch, after checking everything around it."""
    first, second, third, fourth = outcome.runs
    assert [run.status for run in (first, second, third, fourth)] == ["ok", status, "ok", "ok"]
    assert second.last_run.before == second.last_run.after == {"number": 1}
    assert second.last_run.asked == {"number": 99}
    assert not second.last_run.saved
    assert [incident["name"] for incident in second.incidents] == ["at once"]
    assert [incident["name"] for incident in second.dropped] == ["in vain"]
    assert second.record.named("getLastRun")
    assert [log.message for log in second.record.logs][:1] == ["the key is ********"]
    assert third.last_run.before == {"number": 1}
    assert third.last_run.after == {"number": 2}
    assert fourth.last_run.after == {"number": 3}
    assert outcome.stop == "complete"
    assert outcome.judgement.tally.failed == 1
    return second


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("os._exit(3)", "exit code 3"),
        ("os._exit(0)", "exit code 0"),
        ("os.kill(os.getpid(), 9)", "SIGKILL"),
        ("os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    ],
)
def test_a_process_that_is_gone_is_one_crashed_fetch(tmp_path: Path, body: str, says: str) -> None:
    run_ = died(run(tmp_path, body), "crashed")
    assert run_.failure is not None
    assert says in run_.failure.message


def test_a_segmentation_fault_is_told_with_its_line(tmp_path: Path) -> None:
    run_ = died(run(tmp_path, "import ctypes\nctypes.string_at(0)"), "crashed")
    assert run_.failure is not None
    assert str(run_.failure.line) == "Probe.py:12"
    assert "Probe.py:12" in run_.failure.trace


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        time.sleep(1)\n    except:\n        pass",
    ],
)
def test_a_loop_without_an_end_is_killed_for_its_real_time(tmp_path: Path, body: str) -> None:
    limit_s = patient_s(0.5)
    run_ = died(run(tmp_path, body, real_timeout_s=limit_s), "timeout")
    assert run_.failure is not None
    assert f"{format_duration(limit_s)} of real time" in run_.failure.message
    assert run_.failure.line is not None
    assert run_.failure.line.number in range(10, 16)
    assert run_.duration_s == 300.0, "what the server would have given it"


def test_runaway_memory_is_a_crash(tmp_path: Path) -> None:
    body = "kept = []\nwhile True:\n    kept.append(b'x' * (1 << 20))"
    run_ = died(run(tmp_path, body, memory_bytes=300 << 20), "crashed")
    assert run_.failure is not None
    assert "300M of memory" in run_.failure.message


def test_a_fetch_too_large_for_the_process_that_records_it_costs_no_other(tmp_path: Path) -> None:
    """Reading what its forked processes did takes more memory than each of them had."""
    body = (
        "for _ in range(60):\n    if os.fork() == 0:\n        demisto.debug('x' * 2_000_000)\n"
        "        os._exit(0)\n    os.wait()\nos._exit(1)"
    )
    runs = list(run(tmp_path, body, cycles=2, memory_bytes=60 << 20).runs)
    assert [one.status for one in runs] == ["ok", "crashed"]
    failure = runs[1].failure
    assert failure is not None
    what = "the process ended itself with exit code 1; what it did could not be read: killed: more than 60M"
    assert failure.message.startswith(what)
    assert not runs[1].record.logs


def test_the_last_fetch_may_die_too(tmp_path: Path) -> None:
    outcome = run(tmp_path, "os._exit(1)", cycles=2)
    assert [run.status for run in outcome.runs] == ["ok", "crashed"]
    assert outcome.stop == "complete"


def test_every_fetch_may_die(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.debug('here')\nos._exit(1)")
    outcome = worlds.run(home, 3, isolation=Isolation("process"))
    assert [run.status for run in outcome.runs] == ["crashed"] * 3
    assert all(run.record.logs[0].message == "here" for run in outcome.runs)


def test_what_was_fetched_stands_where_no_other_process_can_begin(tmp_path: Path) -> None:
    """The fetch dies, and what it left behind ends every later process while that imports."""
    home = worlds.write(tmp_path, SECOND.format(body="mine.break_it(); os._exit(1)"))
    code = home / f"{home.name}.py"
    code.write_text("import mine\n" + code.read_text(encoding="utf-8"), encoding="utf-8")
    mine = tmp_path / "mine.py"
    mine.write_text(
        f"import os\nfrom pathlib import Path\nmark = Path({str(tmp_path / 'broken')!r})\n"
        "if mark.exists():\n    os._exit(9)\ndef break_it():\n    mark.touch()\n",
        encoding="utf-8",
    )
    outcome = worlds.run(
        home,
        4,
        isolation=Isolation("process"),
        params={"apikey": "hunter2hunter2"},
        modules=(f"mine={mine}",),
    )
    assert [run.status for run in outcome.runs] == ["ok"]
    assert outcome.stop == (
        "no process could go on: the process died before it could fetch anything: "
        "the process ended itself with exit code 9"
    )
    assert outcome.exit_code() == 1


def test_a_thread_that_kills_the_process_between_two_fetches(tmp_path: Path) -> None:
    body = """
    import threading
    if not demisto.getIntegrationContext():
        demisto.setIntegrationContext({'started': 'yes'})
        threading.Thread(target=lambda: os._exit(7), daemon=True).start()
    """
    outcome = worlds.run(worlds.write(tmp_path, body), 4, isolation=Isolation("process"))
    statuses = [run.status for run in outcome.runs]
    assert len(statuses) == 4
    assert statuses.count("crashed") <= 1
    assert statuses[-1] == "ok"


STATEFUL = """
class Vendor:
    def __init__(self):
        self.count = 0
    def handle(self, request, now):
        self.count += 1
        return {"json": self.count}
"""
OFFERS = """
    def state(self):
        return {"count": self.count}
    def restore(self, state):
        self.count = state["count"]
"""


@pytest.mark.parametrize(("offers", "counts"), [("", [1, 1, 2]), (OFFERS, [1, 2, 3])])
def test_a_vendor_goes_on_where_it_offers_its_state(
    tmp_path: Path, offers: str, counts: list[int]
) -> None:
    body = """
    import requests
    count = demisto.getLastRun().get('cycle', 0) + 1
    if count == 2 and not demisto.getIntegrationContext():
        demisto.setIntegrationContext({'died': 'yes'})
        os._exit(1)
    demisto.debug(requests.get('https://probe.example.com').text)
    demisto.setLastRun({'cycle': count})
    """
    vendor = worlds.vendor(tmp_path, STATEFUL + offers)
    outcome = worlds.run(
        worlds.write(tmp_path, body), 4, vendor_file=vendor, isolation=Isolation("process")
    )
    runs = list(outcome.runs)
    assert [int(run.record.logs[0].message) for run in runs if run.status == "ok"] == counts
    failure = runs[1].failure
    assert failure is not None
    assert ("the vendor file started again" in failure.message) is (not offers)


def test_a_long_timeline_is_not_the_integrations_memory(tmp_path: Path) -> None:
    timeline = parse_timeline({"generate": {"count": 150_000, "every": "1s"}}, tmp_path)
    home = worlds.write(tmp_path, "demisto.incidents([])")
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def __init__(self, events):
                self.events = lambda: events

            def handle(self, request, now):
                return []
        """,
    )
    bounded = Isolation("process", memory_bytes=50 << 20)
    outcome = worlds.run(home, 2, timeline=timeline, vendor_file=vendor, isolation=bounded)
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
