"""The child that is started before its order is known."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from xfetch.emulator.running.process.children import Children

WAITS = """
import os
from xfetch.emulator.running.process.children import Children
children = Children()
children.start_ahead()
print(children.start(None, ()).pid, flush=True)
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
        if change == "environment":
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
        elif change == "import path":
            monkeypatch.syspath_prepend("/nowhere")
        child = children.start(None, ("TOKEN_OF_THE_TEST",) if change == "named variable" else ())
        assert child.pid != ahead.pid
        assert _gone(ahead.pid)
        child.close()


def test_a_child_that_still_waits_is_ended_with_its_context() -> None:
    with Children() as children:
        pid = children.start_ahead().pid
    assert _gone(pid)


def test_a_child_that_still_waits_ends_when_its_supervisor_is_killed() -> None:
    shown = subprocess.run([sys.executable, "-c", WAITS], capture_output=True, text=True)
    pid = int(shown.stdout)
    end_s = time.monotonic() + 30
    while not _gone(pid) and time.monotonic() < end_s:
        time.sleep(0.02)
    assert _gone(pid)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
