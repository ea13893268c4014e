from __future__ import annotations

import threading
import time

import pytest

from tests.emulator.clock.waiting.worlds import frozen, in_threads


def test_the_owner_releases_a_reentrant_lock_as_often_as_it_acquired_it() -> None:
    with frozen():
        lock = threading.RLock()
        with lock, lock:
            assert lock.acquire()
            lock.release()
        with pytest.raises(RuntimeError):
            lock.release()
        assert "unlocked" in repr(lock)
        with lock:
            assert "unlocked" not in repr(lock)


def test_another_thread_waits_for_a_reentrant_lock_on_the_clock() -> None:
    with frozen() as world:
        lock, got = threading.RLock(), []

        def hold() -> None:
            with lock, lock:
                time.sleep(10)

        def wait() -> None:
            time.sleep(1)
            got.append((lock.acquire(timeout=3), world.passed_s))
            with lock:
                got.append((True, world.passed_s))

        in_threads(hold, wait)
        assert got == [(False, 4.0), (True, 10.0)]


def test_a_condition_releases_a_lock_that_was_acquired_twice_and_acquires_it_twice() -> None:
    with frozen() as world:
        condition, seen = threading.Condition(threading.RLock()), []

        def wait() -> None:
            with condition, condition:
                assert condition.wait(timeout=60)
                seen.append(world.passed_s)
                time.sleep(5)
            seen.append(world.passed_s)

        def notify() -> None:
            time.sleep(2)
            with condition:
                condition.notify()
            time.sleep(1)
            with condition:
                seen.append(world.passed_s)

        in_threads(wait, notify)
        assert seen == [2.0, 7.0, 7.0]


def test_waiting_for_a_lock_that_is_never_released_ends_at_the_kill() -> None:
    with frozen() as world:
        lock = threading.RLock()
        held, ended = threading.Event(), []

        def hold() -> None:
            lock.acquire()
            held.set()

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait()
        world.kill_after(300)
        try:
            with lock:
                ended.append("got it")
        except BaseException as error:
            ended.append(type(error).__name__)
        assert ended == ["KilledAtTimeout"]
        assert world.passed_s == 300
