"""Worker processes."""

from __future__ import annotations

import os
import signal

from xfetch.emulator.checking.pool import Pool


def pressed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGINT)
    return number + 1


def nothing() -> None:
    """Begin nothing."""


def lost(number: int, why: str) -> int:
    raise AssertionError(why)


def test_ctrl_c_is_left_to_the_pool() -> None:
    """A terminal sends it to all processes; a worker that it ends would lose its result."""
    assert list(Pool(pressed, [1, 2], nothing, lost).results(1)) == [2, 3]
