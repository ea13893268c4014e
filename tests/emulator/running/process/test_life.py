"""Nobody is left behind: not by a consumer that stops, a Ctrl-C, or a supervisor that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.settings.isolation import Isolation

# The second fetch says who it is, starts a process in a session of its own, and never returns, deaf to
# every signal that can be ignored.
STUCK = """
import signal, subprocess
for one in (1, 2, 13, 15, 29):
    signal.signal(one, signal.SIG_IGN)
if demisto.getLastRun():
    other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
    path = demisto.params()['url']
    with open(path + '.part', 'w') as file:
        json.dump([os.getpid(), other.pid], file)
    os.rename(path + '.part', path)
    while True:
        pass
demisto.setLastRun({'n': 1})
"""


def wait_for(what: Callable[[], object], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """A zombie that nobody reaps (its parent is gone) is as dead as can be."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def started(tmp_path: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """A run of the command line that is stuck in its second fetch, and the processes of its child."""
    home, pids = worlds.write(tmp_path, STUCK), tmp_path / "pids.json"
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "4"]
    command += ["--param", f"url={pids}", "--real-timeout", "10m"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    )
    wait_for(pids.exists)
    found: list[int] = json.loads(pids.read_text())
    assert all(map(alive, found))
    return process, found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_report_so_far(
    started: tuple[subprocess.Popen[str], list[int]], how: int
) -> None:
    process, pids = started
    process.send_signal(how)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted after 1 of 4 cycles" in output
    assert "Traceback" not in output
    wait_for(lambda: not any(map(alive, pids)))


def test_no_orphan_is_left_when_the_supervisor_dies(
    started: tuple[subprocess.Popen[str], list[int]],
) -> None:
    process, pids = started
    process.kill()
    process.communicate(timeout=20)
    wait_for(lambda: not any(map(alive, pids)))


def test_a_consumer_that_stops_early_ends_the_child(tmp_path: Path) -> None:
    pids: list[int] = []

    def stop(run: FetchRun) -> None:
        pids.append(int(run.record.logs[0].message))
        raise ZeroDivisionError

    home = worlds.write(tmp_path, "demisto.debug(str(os.getpid()))")
    prepared = worlds.prepared(home, 100_000, isolation=Isolation("process"))
    from xfetch.emulator.emulate import emulate

    with pytest.raises(ZeroDivisionError):
        emulate(prepared, stop)
    assert pids[0] != os.getpid()
    assert not alive(pids[0])


def test_temporary_files_of_a_dead_child_are_removed(tmp_path: Path) -> None:
    body = """
    import tempfile
    demisto.debug(tempfile.mkdtemp())
    os._exit(1)
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=Isolation("process"))
    run = next(iter(outcome.runs))
    assert not Path(run.record.logs[0].message).exists()
