"""Who sends a signal decides whether it ends the run."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.running.process.no_namespaces import NOT_HERE

# The parent of its parent, the guard, is the template, and the next one is xfetch. Where it has process
# numbers of its own, it has no number for these, so these runs have none.
KILLS = """
one = os.getppid()
for _ in range(2):
    stat = open(f'/proc/{{one}}/stat').read()
    one = int(stat.rpartition(')')[2].split()[1])
    os.kill(one, {number})
time.sleep(1)
demisto.incidents([{{'name': 'n', 'rawJSON': json.dumps({{'id': demisto.getLastRun().get('n', 0)}})}}])
demisto.setLastRun({{'n': demisto.getLastRun().get('n', 0) + 1}})
"""

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "sigwaitinfo"), reason="this system does not tell who sent a signal"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_of_the_integration_does_not_end_the_run(tmp_path: Path, number: int) -> None:
    home = worlds.write(tmp_path, KILLS.format(number=int(number)))
    command = [
        sys.executable,
        "-m",
        "tests.emulator.running.process.no_namespaces",
        "run",
        str(home),
    ]
    done = subprocess.run(
        [*command, "--cycles", "3", "-q", "--reply", "*={}"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode == NOT_HERE:
        pytest.skip("this system takes no such filter")
    assert "3 cycles   3 created " in done.stdout, done.stdout + done.stderr


def test_a_caught_interrupt_of_made_code_does_not_change_the_exit_code() -> None:
    """CPython remembers a KeyboardInterrupt that left an ``exec``, as the making of a dataclass is one."""
    code = """
from xfetch.cli.signals import stay_to_the_end
try:
    exec("raise KeyboardInterrupt")
except KeyboardInterrupt:
    stay_to_the_end()
raise SystemExit(130)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 130


def test_an_interrupt_that_python_drops_comes_again() -> None:
    """The destructor stands for the callbacks of the import machinery, which print and drop exceptions."""
    code = """
import os, signal, time
from xfetch.cli.signals import end_like_ctrl_c

class Dropping:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

end_like_ctrl_c()
try:
    Dropping()
    time.sleep(20)
except KeyboardInterrupt:
    raise SystemExit(130)
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=60, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (130, b"")


def test_a_termination_ends_a_run_whose_ctrl_c_is_ignored(tmp_path: Path) -> None:
    """A shell starts a background job with SIGINT ignored."""
    home = worlds.write(tmp_path, "demisto.incidents([])")
    run = subprocess.Popen(
        [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "500000", "-q"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(2)
        run.terminate()
        assert run.wait(20) == 130
    finally:
        run.kill()
        run.wait()
