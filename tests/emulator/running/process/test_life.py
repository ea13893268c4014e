"""No process is left by a consumer that stops, a Ctrl-C, or a supervisor that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.marked import MARK, left_by_runs, marked_processes
from xfetch.emulator.emulate import emulate
from xfetch.emulator.record.fetch_run import INTERRUPTED, FetchRun
from xfetch.emulator.settings.isolation import Isolation

# The second fetch starts a process in a session of its own, says so, and never returns. It ignores every
# signal that can be ignored.
STUCK = """
import signal, subprocess
for one in (1, 2, 13, 15, 29):
    signal.signal(one, signal.SIG_IGN)
if demisto.getLastRun():
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
    open(demisto.params()['url'], 'w').close()
    while True:
        pass
demisto.setLastRun({'n': 1})
"""


def wait_for(what: Callable[[], object], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """A text in the environment of all that the test starts."""
    text = f"{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv(MARK, text)
    return text


@pytest.fixture
def started(tmp_path: Path, mark: str) -> subprocess.Popen[str]:
    """A run of the command line that is stuck in its second fetch."""
    home, ready = worlds.write(tmp_path, STUCK), tmp_path / "ready"
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "4"]
    command += ["--param", f"url={ready}", "--real-timeout", "10m"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    )
    wait_for(ready.exists)
    # At least xfetch, a guard, the worker, and what the integration started.
    wait_for(lambda: len(marked_processes(mark)) >= 4)
    return process


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_report_so_far(
    started: subprocess.Popen[str], mark: str, how: int
) -> None:
    started.send_signal(how)
    output, _ = started.communicate(timeout=20)
    assert started.returncode == 130
    assert "interrupted after 1 of 4 cycles" in output
    assert "Traceback" not in output
    wait_for(lambda: not marked_processes(mark))


def test_ctrl_c_before_the_supervisor_reads_keeps_the_fetches_that_have_ended(
    tmp_path: Path,
) -> None:
    home, ready = worlds.write(tmp_path, STUCK), tmp_path / "ready"

    def pressed() -> None:
        wait_for(ready.exists)
        raise KeyboardInterrupt

    instance = {"params": {"url": str(ready)}, "isolation": Isolation("process")}
    outcome = emulate(worlds.prepared(home, 4, **instance), meanwhile=pressed)
    assert (outcome.stop, len(outcome.runs)) == (INTERRUPTED, 1)


def test_no_orphan_is_left_when_the_supervisor_dies(
    started: subprocess.Popen[str], mark: str
) -> None:
    started.kill()
    started.communicate(timeout=20)
    wait_for(lambda: not marked_processes(mark))


def test_a_consumer_that_stops_early_ends_the_child(tmp_path: Path, mark: str) -> None:
    found: list[int] = []

    def stop(run: FetchRun) -> None:
        found.extend(marked_processes(mark))
        raise ZeroDivisionError

    home = worlds.write(tmp_path, "demisto.debug('one')")
    prepared = worlds.prepared(home, 100_000, isolation=Isolation("process"))
    with pytest.raises(ZeroDivisionError):
        emulate(prepared, stop)
    assert len(found) >= 2
    assert not left_by_runs(mark)


def test_temporary_files_of_a_dead_child_are_removed(tmp_path: Path) -> None:
    body = """
    import tempfile
    demisto.debug(tempfile.mkdtemp())
    os._exit(1)
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=Isolation("process"))
    run = next(iter(outcome.runs))
    assert not Path(run.record.logs[0].message).exists()
