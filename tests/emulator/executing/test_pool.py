"""Worker processes."""

from __future__ import annotations

import os
import signal

from xfetch.emulator.executing.pool import Pool


def pressed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGINT)
    return number + 1


def nothing() -> None:
    """Begin nothing."""


def lost(number: int, why: str) -> int:
    raise AssertionError(why)


def one_dies(number: int) -> int:
    if number == 1:
        os._exit(3)
    return number


def died(number: int, why: str) -> int:
    return -number


def test_a_job_that_waits_for_a_dying_worker_is_done_by_another_one() -> None:
    pool = Pool(one_dies, range(5), nothing, died, ahead=True)
    assert list(pool.results(1)) == [0, -1, 2, 3, 4]


def test_ctrl_c_is_left_to_the_pool() -> None:
    """A terminal sends it to all processes; a worker that it ends would lose its result."""
    assert list(Pool(pressed, [1, 2], nothing, lost).results(1)) == [2, 3]
