"""The server kills a run at a time of the clock: all its threads are unwound."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.emulator.clock.waiting.worlds import START, frozen, in_threads
from xfetch.emulator.errors import KilledAtTimeout


def test_a_sleep_is_cut_short_at_the_kill() -> None:
    with frozen() as world:
        world.kill_after(60)
        with pytest.raises(KilledAtTimeout):
            time.sleep(100)
        assert world.passed_s == 60
        assert world.clock.killed
        with pytest.raises(KilledAtTimeout):
            time.sleep(1)


def test_a_kill_in_a_worker_unwinds_the_main_thread_too() -> None:
    unwound: list[str] = []

    def work() -> None:
        try:
            time.sleep(1000)
        except KilledAtTimeout:
            unwound.append("worker")
            raise

    with frozen() as world:
        world.kill_after(60)
        pool = ThreadPoolExecutor(2)
        with pytest.raises(KilledAtTimeout):
            pool.submit(work).result()
        world.clock.end_fetch()
        assert unwound == ["worker"]
        assert world.passed_s == 60
        pool.shutdown()


@pytest.mark.parametrize(
    "wait", [threading.Event().wait, threading.Barrier(2).wait, threading.Semaphore(0).acquire]
)
def test_a_wait_without_end_is_killed_at_the_timeout(wait: object) -> None:
    with frozen() as world:
        world.kill_after(300)
        with pytest.raises(KilledAtTimeout):
            wait()  # type: ignore[operator]
        assert world.passed_s == 300


def test_two_threads_that_wait_for_each_other_are_killed_at_the_timeout() -> None:
    with frozen() as world:
        first, second, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
        unwound = []

        def embrace(one: threading.Lock, other: threading.Lock) -> None:
            try:
                with one:
                    met.wait()
                    with other:
                        time.sleep(1)
            except KilledAtTimeout:
                unwound.append(one)

        world.kill_after(300)
        with pytest.raises(KilledAtTimeout):
            in_threads(lambda: embrace(first, second), lambda: embrace(second, first))
        world.clock.end_fetch()
        assert len(unwound) == 2


def test_a_kill_unwinds_an_event_loop() -> None:
    with frozen() as world:
        world.kill_after(60)
        with pytest.raises(KilledAtTimeout):
            asyncio.run(asyncio.sleep(100))
        assert world.passed_s == 60


def test_after_a_kill_a_new_run_has_its_own_time() -> None:
    with frozen() as world:
        world.kill_after(60)
        with pytest.raises(KilledAtTimeout):
            time.sleep(100)
        world.clock.begin_fetch(START + timedelta(seconds=160))
        time.sleep(99)
        assert world.passed_s == 159
        with pytest.raises(KilledAtTimeout):
            time.sleep(2)


def test_a_killed_thread_stays_killed_when_the_next_run_has_begun() -> None:
    ended = threading.Event()

    def stubborn() -> None:
        try:
            time.sleep(1000)
        except BaseException:
            try:
                time.sleep(1)
            except KilledAtTimeout:
                ended.set()

    with frozen() as world:
        world.kill_after(60)
        thread = threading.Thread(target=stubborn)
        thread.start()
        with pytest.raises(KilledAtTimeout):
            thread.join()
        world.clock.begin_fetch(START + timedelta(seconds=1000))
        assert ended.is_set()
        thread.join()
        assert world.passed_s == 60
