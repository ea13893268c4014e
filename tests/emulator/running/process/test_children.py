"""The child that is started before its order is known."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from xfetch.emulator.running.process.child_handle import Child
from xfetch.emulator.running.process.children import Children

WAITS = """
import os
import time
from xfetch.emulator.running.process.children import Children
children = Children()
child = children.start_ahead()
while child.pid is None:
    time.sleep(0.01)
print(child.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_the_first_child_is_the_one_that_was_started_ahead() -> None:
    with Children() as children:
        ahead = children.start_ahead()
        first = children.start(None, ())
        second = children.start(None, ())
        assert first is ahead
        assert second is not ahead
        first.close()
        second.close()


@pytest.mark.parametrize("change", ["environment", "import path", "named variable"])
def test_a_run_that_needs_another_child_gets_one(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_THE_TEST", "1")
    with Children() as children:
        ahead = children.start_ahead()
        number = _number(ahead)
        if change == "environment":
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
        elif change == "import path":
            monkeypatch.syspath_prepend("/nowhere")
        child = children.start(None, ("TOKEN_OF_THE_TEST",) if change == "named variable" else ())
        assert child is not ahead
        assert _gone(number)
        child.close()


def test_a_child_that_still_waits_is_ended_with_its_context() -> None:
    with Children() as children:
        pid = _number(children.start_ahead())
    assert _gone(pid)


def test_a_child_that_still_waits_ends_when_its_supervisor_is_killed() -> None:
    shown = subprocess.run([sys.executable, "-c", WAITS], capture_output=True, text=True)
    assert _gone(int(shown.stdout))


def _number(child: Child) -> int:
    """Wait until the child is forked, and return its process number."""
    while child.pid is None:
        assert child.alive
        time.sleep(0.01)
    return child.pid


def _gone(pid: int) -> bool:
    """Wait at most 30 s for the end of the process."""
    end_s = time.monotonic() + 30
    while time.monotonic() < end_s:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
