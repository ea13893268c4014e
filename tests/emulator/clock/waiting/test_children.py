"""Child processes: waiting for them takes real time; a forked one has a clock of its own."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from tests.emulator.clock.waiting.worlds import compute, frozen

FORK = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system"
)


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


def test_waiting_for_a_child_takes_real_time_and_no_simulated_time() -> None:
    with frozen() as world:
        done = subprocess.run(
            python("import time; time.sleep(0.05); print('done')"),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stdout == "done\n"
        assert subprocess.run(python(""), timeout=60).returncode == 0
        assert world.passed_s == 0


def test_multiprocessing_may_spawn() -> None:
    with frozen() as world:
        process = multiprocessing.get_context("spawn").Process(target=abs, args=(1,))
        process.start()
        process.join(60)
        assert process.exitcode == 0
        assert world.passed_s == 0


def test_a_childs_timeout_takes_real_time_and_moves_the_clock_by_as_much() -> None:
    with frozen() as world:
        with pytest.raises(subprocess.TimeoutExpired):
            subprocess.run(python("import time; time.sleep(60)"), timeout=0.2)
        assert world.passed_s == pytest.approx(0.2, abs=1e-3)


def test_the_clock_stands_while_another_thread_waits_for_a_child() -> None:
    with frozen() as world:
        ended: list[float] = []

        def run() -> None:
            subprocess.run(python("import time; time.sleep(0.1)"), check=True)
            ended.append(world.passed_s)

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(10)
        thread.join()
        assert ended == [0]
        assert world.passed_s == 10


def _told(connection: Any) -> None:
    before = time.time()
    time.sleep(30)
    connection.send((datetime.now().isoformat(), time.time() - before))


@FORK
def test_a_forked_child_begins_at_the_parents_time_and_keeps_its_own() -> None:
    context = multiprocessing.get_context("fork")
    with frozen() as world:
        ours, theirs = context.Pipe()
        process = context.Process(target=_told, args=(theirs,))
        process.start()
        told, slept_s = ours.recv()
        process.join(timeout=60)
        assert process.exitcode == 0
        assert (told, slept_s) == ("2024-01-01T00:00:30", 30)
        assert world.passed_s == 0, "what a child sleeps does not pass here"


@FORK
def test_a_pool_of_processes_does_its_work_before_its_timeout() -> None:
    context = multiprocessing.get_context("fork")
    with frozen() as world:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            assert pool.submit(compute, 3_000_000).result(timeout=0.5) > 0
            assert world.passed_s == 0
            time.sleep(10)
        assert world.passed_s == 10
