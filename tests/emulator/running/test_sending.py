"""What a collector sends through CommonServerPython arrives at the intake, in a real run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.faults.fault import Fault
from xfetch.emulator.record.delivery import deliveries
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.request.scenario_file.fault_section import parse_fault
from xfetch.emulator.settings.section import Section

HEAD = """
import demistomock as demisto
from CommonServerPython import *
EVENTS_HERE = [{"id": number, "text": "x" * 100} for number in range(6)]
"""
IN_CHUNKS = 'send_events_to_xsiam(EVENTS_HERE, "acme", "log", chunk_size=300)\n'
SAVES = 'demisto.setLastRun({"sent": "yes"})\n'
IN_THREADS = """
import concurrent.futures
futures = send_events_to_xsiam(EVENTS_HERE, "acme", "log", chunk_size=300, multiple_threads=True)
sent = sum(one.result() for one in concurrent.futures.as_completed(futures))
demisto.updateModuleHealth({"eventsPulled": sent})
"""


def fault(**given: Any) -> Fault:
    return parse_fault(Section(given, ("faults", 0)))


def ran(folder: Path, body: str, *faults: Fault, cycles: int = 1) -> list[FetchRun]:
    code = worlds.write_raw(folder, HEAD + body)
    outcome = worlds.run(code, cycles, command="fetch-events", faults=faults)
    return list(outcome.runs)


def ids(run: FetchRun) -> list[Any]:
    return sorted(one["id"] for one in run.incidents)


@pytest.mark.parametrize("body", [IN_CHUNKS, IN_THREADS])
def test_each_chunk_is_delivered(tmp_path: Path, body: str) -> None:
    (run,) = ran(tmp_path, body)
    assert (run.status, ids(run)) == ("ok", list(range(6)))
    chunks = list(deliveries(run.record))
    assert sorted(one.count for one in chunks) == [2, 2, 2]
    assert {one.headers["instance-name"] for one in chunks} == {"Probe_instance_1"}
    assert run.record.exchanges == ()
    health = run.record.named("updateModuleHealth")[-1]
    assert health.args["err"] == {"eventsPulled": 6}


def test_chunks_before_the_one_that_fails_stay_delivered(tmp_path: Path) -> None:
    broken = fault(on="intake", request=2, cycle=1, status=500)
    first, second = ran(tmp_path, IN_CHUNKS + SAVES, broken, cycles=2)
    assert (first.status, ids(first)) == ("error", [0, 1])
    assert not first.last_run.was_set
    assert (second.status, len(second.incidents)) == ("ok", 6)


def test_an_event_that_comes_in_two_chunks_of_one_fetch_is_a_duplicate(tmp_path: Path) -> None:
    twice = "EVENTS_HERE.append(EVENTS_HERE[0])\n" + IN_CHUNKS + SAVES
    outcome = worlds.run(worlds.write_raw(tmp_path, HEAD + twice), command="fetch-events")
    (finding,) = [one for one in outcome.findings if one.rule == "XF101"]
    assert finding.message == "event 0 created twice: in cycle 1"


def test_a_busy_intake_is_asked_again_after_a_second(tmp_path: Path) -> None:
    (run,) = ran(tmp_path, IN_CHUNKS, fault(on="intake", request="1..2", cycle=1, status=429))
    assert (run.status, ids(run), run.duration_s) == ("ok", list(range(6)), 2.0)


def test_an_error_in_the_body_of_a_200_fails_the_run(tmp_path: Path) -> None:
    text = '{"error": "quota exceeded"}'
    (run,) = ran(tmp_path, IN_CHUNKS, fault(on="intake", status=200, text=text))
    assert (run.status, run.incidents) == ("error", ())
    assert "quota exceeded" in run.message


def test_a_slow_intake_delivers_though_the_run_is_killed(tmp_path: Path) -> None:
    (run,) = ran(tmp_path, IN_CHUNKS, fault(on="intake", slow="50m", request=2))
    assert run.status in ("timeout", "error")
    assert ids(run) == [0, 1, 2, 3]


@pytest.mark.parametrize(("given", "guilty"), [({}, True), ({"should_push_events": "true"}, False)])
def test_the_arguments_of_a_command_come_from_the_yml_and_the_scenario(
    tmp_path: Path, given: dict[str, str], guilty: bool
) -> None:
    yml = worlds.YML.replace(
        "commands: []",
        "commands: [{name: acme-get-events, arguments: [{name: should_push_events, defaultValue: 'false'},"
        " {name: limit, defaultValue: '3'}]}]",
    )
    body = "demisto.debug(demisto.args()['limit'])\n" + IN_CHUNKS
    code = worlds.write_raw(tmp_path, HEAD + body, yml=yml)
    outcome = worlds.run(code, command="acme-get-events", arguments=given)
    (run,) = outcome.runs
    assert (run.status, run.record.logs[0].message) == ("ok", "3")
    assert ("XF507" in {one.rule for one in outcome.findings}) is guilty


BUDGET = """
import demistomock as demisto
from CommonServerPython import *
context = demisto.callingContext["context"]
demisto.debug(f"{context['runDuration']} {context['TimeoutDuration']}")
safe_sleep(60)
try:
    safe_sleep(90)
except ValueError:
    demisto.debug("too long")
with ExecutionTimeout(20):
    time.sleep(50)
demisto.incidents([])
"""


def test_the_code_can_read_how_long_its_run_may_take(tmp_path: Path) -> None:
    code = worlds.write_raw(tmp_path, BUDGET)
    (run,) = worlds.run(code, timeout_s=120.0).runs
    assert run.status == "ok"
    said = [log.message for log in run.record.logs if log.level == "debug"]
    assert said[0] == "2 120000000000"
    assert "too long" in said
    # The minute of the first sleep, and the 20 seconds after which the block ends.
    assert (run.pulled_at - run.at).total_seconds() == 80
