"""A process that answers requests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.emulator.executing.answering import Asking
from xfetch.emulator.executing.served import Died, Served

HOME = Path(__file__).parents[3]


def request(text: str) -> str:
    return json.dumps(Asking().request(text, str))


def test_it_answers_one_request_after_another_and_dies_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    # Files of the user that are called like modules are not imported.
    (tmp_path / "json.py").write_text("raise SystemExit")
    served = Served(Asking.module, tmp_path, {**os.environ, "PYTHONPATH": str(HOME)})
    try:
        assert json.loads(served.answer(request("print a.txt"))) == "text"
        assert json.loads(served.answer(request("none.txt"))) == "done"
        with pytest.raises(Died, match="the process ended itself with exit code 3"):
            served.answer(request("die a.txt"))
    finally:
        served.close()


@pytest.mark.parametrize("job", ["a.txt", "wait a.txt"])
def test_it_ends_with_the_process_that_asks(tmp_path: Path, job: str) -> None:
    """Whether it has nothing to do, or waits for something else."""
    code = (
        "import os, sys, threading\n"
        "from pathlib import Path\n"
        "from xfetch.emulator.executing.served import Served\n"
        "served = Served(sys.argv[1], Path(), os.environ)\n"
        'served.answer(\'{"job": "a.txt", "file": "a.txt"}\')\n'
        "threading.Thread(target=served.answer, args=(sys.argv[2],), daemon=True).start()\n"
        "print(served.pid, flush=True)\n"
        "threading.Event().wait(0.3)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, Asking.module, request(job)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    status = Path(f"/proc/{int(done.stdout)}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system does not list processes")
    for _ in range(600):
        # Where nothing reaps processes, one that has ended stays as a zombie.
        if not status.exists() or " Z " in status.read_text():
            return
        time.sleep(0.05)
    raise AssertionError("the process is still there")
