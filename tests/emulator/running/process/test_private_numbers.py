"""The integration has process numbers of its own, so that it can signal no process outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.marked import MARK, marked_processes
from tests.emulator.running.process.no_namespaces import NOT_HERE
from xfetch.emulator.settings.isolation import Isolation

POSSIBLE = """
import os, sys
from xfetch.emulator.running.process.namespaces import NEW_NUMBERS, mount_process_numbers, unshare
unshare(NEW_NUMBERS)
child = os.fork()
if child == 0:
    mount_process_numbers()
    os._exit(0)
sys.exit(os.waitpid(child, 0)[1] != 0)
"""
NUMBERS = """
seen = sorted(int(name) for name in os.listdir('/proc') if name.isdigit())
demisto.incidents([{'name': json.dumps([os.getpid(), os.getppid(), seen])}])
"""
# Every process of this run that it sees, and only where the numbers are its own every process at all.
KILLS_ALL = """
number = demisto.getLastRun().get('n', 0)
demisto.setLastRun({'n': number + 1})
mark = b'PYTHON_XFETCH_TEST_MARK=' + demisto.params()['url'].encode()
for name in filter(str.isdigit, os.listdir('/proc')):
    with open(f'/proc/{name}/environ', 'rb') as file:
        if mark in file.read() and int(name) != os.getpid():
            os.kill(int(name), 19)
            os.kill(int(name), 9)
os.kill(os.getppid(), 9)
if (os.getpid(), os.getppid()) == (2, 1):
    try:
        os.kill(-1, 9)
    except ProcessLookupError:
        pass
demisto.incidents([{'name': str(number), 'rawJSON': json.dumps({'id': number})}])
"""


@pytest.fixture
def possible() -> None:
    if subprocess.run(
        [sys.executable, "-c", POSSIBLE], capture_output=True, check=False
    ).returncode:
        pytest.skip("this system allows no namespace of process numbers")


@pytest.mark.usefixtures("possible")
def test_the_integration_sees_itself_and_its_guard(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, NUMBERS)
    (run,) = worlds.run(home, isolation=Isolation("process")).runs
    assert json.loads(run.incidents[0]["name"]) == [2, 1, [1, 2]]


@pytest.mark.usefixtures("possible")
def test_killing_every_process_in_sight_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv(MARK, mark)
    home = worlds.write(tmp_path, KILLS_ALL)
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "4"]
    done = subprocess.run(
        [*command, "--param", f"url={mark}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=60,
    )
    assert "4 cycles   4 created " in done.stdout, done.stdout + done.stderr
    assert not marked_processes(mark)


def test_where_the_system_refuses_it_the_run_goes_on(tmp_path: Path) -> None:
    home, report = worlds.write(tmp_path, NUMBERS), tmp_path / "r.json"
    command = [
        sys.executable,
        "-m",
        "tests.emulator.running.process.no_namespaces",
        "run",
        str(home),
    ]
    done = subprocess.run(
        [*command, "--cycles", "1", "-o", f"json:{report}"],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == NOT_HERE:
        pytest.skip("this system takes no such filter")
    (cycle,) = json.loads(report.read_text(encoding="utf-8"))["cycles"]
    number, parent, seen = json.loads(cycle["incidents"][0]["name"])
    assert {number, parent} <= set(seen)
    assert parent != 1


def test_no_module_of_ours_has_a_bare_name(tmp_path: Path) -> None:
    body = "demisto.incidents([{'name': name} for name in ('guard', 'bootstrap') if name in sys.modules])"
    home = worlds.write(tmp_path, body)
    (run,) = worlds.run(home, isolation=Isolation("process")).runs
    assert [incident["name"] for incident in run.incidents] == []
