"""What a cycle costs in xfetch, against a bare loop and against the way people write it today.

    pip install requests-mock pytest-mock
    python -m tests.benchmarks.bench_cycle [rounds]

CPU time of the process in which the cycles run (the supervisor's, on another core, stands beside it). The
three are measured in turn, so that a machine whose speed drifts does not decide.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.subject import BODY, VENDOR, Subject, sized, thin

_FEW, _MANY = 100, 1100
_LOOP = Path(__file__).with_name("bare_loop.py")
_RUN = """
import resource, sys, time
from pathlib import Path
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.request.request import Container, InstanceParams, Product, Request
from xfetch.emulator.running.process.template import templates
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings
import json
setup = json.loads(Path(sys.argv[1]).read_text())
request = Request(
    Path(setup["code"]), RunSettings(cycles=int(sys.argv[2])), instance=InstanceParams(setup["params"]),
    container=Container(setup["content"], merged=setup.get("merged", Container.merged)),
    product=Product(Path(setup["vendor"])), isolation=Isolation("process"),
)
began = time.perf_counter()
seen = []
outcome = emulate(prepare(request), lambda run: seen.append((time.perf_counter(), time.process_time())))
assert outcome.judgement.tally.ok == len(seen), next(run.message for run in outcome.runs if run.failed)
# The child was forked from the template: its processor time is counted when that has ended.
templates.close()
child = resource.getrusage(resource.RUSAGE_CHILDREN)
start = seen[99]
print(json.dumps([child.ru_utime + child.ru_stime, seen[-1][0] - start[0], seen[-1][1] - start[1]]))
"""

_FEW_TESTS, _MANY_TESTS = 50, 250
_TODAY = """
import json
from pathlib import Path
import pytest
from freezegun import freeze_time
from tests.benchmarks.bare_loop import load
from tests.benchmarks.bare_mock import bare_mock
setup = json.loads(Path({setup!r}).read_text())
module = load(setup, bare_mock(setup["params"]))
demisto = module.demisto

@freeze_time("2024-01-01T00:00:00Z")
@pytest.mark.parametrize("number", range({count}))
def test_fetch(number, mocker, requests_mock):
    requests_mock.get(requests_mock_any(), text=setup["body"])
    mocker.patch.object(demisto, "params", return_value=setup["params"])
    mocker.patch.object(demisto, "command", return_value="fetch-incidents")
    mocker.patch.object(demisto, "getLastRun", return_value={{"last_fetch": "1"}})
    saved = mocker.patch.object(demisto, "setLastRun")
    sent = mocker.patch.object(demisto, "incidents")
    module.main()
    assert saved.call_count == sent.call_count == 1

def requests_mock_any():
    import requests_mock
    return requests_mock.ANY
"""


class Cost(NamedTuple):
    """Seconds a cycle: CPU in the child, real time, CPU in the supervisor while cycles run."""

    child_s: float
    real_s: float
    parent_s: float


def loop_s(setup: Path) -> float:
    return float(output([str(_LOOP), str(setup)]))


def xfetch(setup: Path, tree: Path | None = None) -> Cost:
    """``tree`` holds the packages, where they are not the installed ones."""
    few = json.loads(output(["-c", _RUN, str(setup), str(_FEW)], tree))
    many = json.loads(output(["-c", _RUN, str(setup), str(_MANY)], tree))
    cycles = _MANY - _FEW
    return Cost((many[0] - few[0]) / cycles, many[1] / cycles, many[2] / cycles)


def today_s(setup: Path) -> float:
    """A test a cycle, as people write it: freeze_time, requests-mock, and the object's calls patched by
    pytest-mock (775 of a checkout's test files do it so, 30 by ``unittest.mock`` alone)."""
    few, many = (_pytest_s(setup, count) for count in (_FEW_TESTS, _MANY_TESTS))
    return (many - few) / (_MANY_TESTS - _FEW_TESTS)


def _pytest_s(setup: Path, count: int) -> float:
    file = setup.with_name("test_today.py")
    file.write_text(_TODAY.format(setup=str(setup), count=count), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output(["-m", "pytest", "-q", "-p", "no:xdist", "-c", os.devnull, str(file)])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def output(arguments: list[str], tree: Path | None = None) -> str:
    root = str(Path(__file__).parents[2])
    path = root if tree is None else f"{tree}{os.pathsep}{root}"
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def measure(subject: Subject, folder: Path, rounds: int) -> None:
    vendor = folder / "vendor.py"
    vendor.write_text(VENDOR, encoding="utf-8")
    file = folder / "setup.json"
    setup = {
        "code": str(subject.code),
        "content": subject.content,
        "params": subject.params,
        "body": BODY,
        "vendor": str(vendor),
        "cycles": _MANY,
    }
    file.write_text(json.dumps(setup), encoding="utf-8")
    bare, today, ours = [], [], []
    for _ in range(rounds):
        bare.append(loop_s(file))
        ours.append(xfetch(file))
        today.append(today_s(file))
    ratio = statistics.median(cost.child_s / base for cost, base in zip(ours, bare, strict=True))
    gain = statistics.median(base / cost.child_s for cost, base in zip(ours, today, strict=True))
    child = statistics.median(cost.child_s for cost in ours)
    parent = statistics.median(cost.parent_s for cost in ours)
    print(f"{subject.name}")
    print(f"  bare loop        {statistics.median(bare) * 1e6:7.0f} µs a cycle")
    print(f"  xfetch, child    {child * 1e6:7.0f} µs: {ratio:.2f} x the bare loop")
    print(f"  xfetch, parent   {parent * 1e6:7.0f} µs")
    print(f"  as written today {statistics.median(today) * 1e6:7.0f} µs: {gain:.1f} x xfetch")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        for subject in (thin(Path(name)), sized(Path(name))):
            measure(subject, Path(name), rounds)


if __name__ == "__main__":
    main()
