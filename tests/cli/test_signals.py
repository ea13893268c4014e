"""Who sends a signal decides whether it ends the run."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds

# The parent of its parent, the guard, is xfetch.
KILLS = """
stat = open(f'/proc/{{os.getppid()}}/stat').read()
os.kill(int(stat.rpartition(')')[2].split()[1]), {number})
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
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "3", "-q"]
    done = subprocess.run(
        [*command, "--reply", "*={}"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert "3 ok, 0 failed | 3 created" in done.stdout, done.stdout + done.stderr
