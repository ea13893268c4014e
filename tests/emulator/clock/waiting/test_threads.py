"""Waiting threads: runnable threads run first, then the clock moves to the earliest deadline."""

from __future__ import annotations

import queue
import sched
import threading
import time
from concurrent.futures import ThreadPoolExecutor, TimeoutError, as_completed, wait

import pytest

from tests.emulator.clock.waiting.worlds import compute, frozen, in_threads


def test_two_threads_that_sleep_ten_seconds_take_ten() -> None:
    with frozen() as world:
        in_threads(lambda: time.sleep(10), lambda: time.sleep(10))
        assert world.passed_s == 10
        assert world.clock.slept_s == 10


def test_threads_of_a_pool_sleep_at_the_same_time() -> None:
    with frozen() as world, ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: time.sleep(3), range(10)))
        assert world.passed_s == 6


def test_a_get_with_a_timeout_does_not_expire_while_a_worker_works() -> None:
    results: queue.Queue[int] = queue.Queue()
    with frozen() as world:
        worker = threading.Thread(target=lambda: results.put(compute()))
        worker.start()
        assert results.get(timeout=0.001) == compute()
        worker.join()
        assert world.passed_s == 0


def test_a_get_from_an_empty_queue_times_out() -> None:
    with frozen() as world:
        with pytest.raises(queue.Empty):
            queue.Queue[int]().get(timeout=7)
        full: queue.Queue[int] = queue.Queue(1)
        full.put(1)
        with pytest.raises(queue.Full):
            full.put(2, timeout=3)
        with pytest.raises(queue.Empty):
            queue.SimpleQueue[int]().get(timeout=2)
        assert world.passed_s == 12


def test_a_notified_thread_runs_before_a_thread_that_sleeps_afterwards() -> None:
    seen: list[tuple[str, float]] = []
    with frozen() as world:
        items: queue.Queue[str] = queue.Queue()

        def consume() -> None:
            for _ in range(50):
                seen.append((items.get(timeout=60), world.passed_s))

        def produce() -> None:
            for number in range(50):
                items.put(str(number))
                time.sleep(10)

        in_threads(consume, produce)
    assert seen == [(str(number), number * 10) for number in range(50)]


def test_an_event_is_waited_for_or_expires() -> None:
    with frozen() as world:
        event = threading.Event()
        assert not event.wait(4)
        threading.Timer(5, event.set).start()
        assert event.wait(60)
        assert world.passed_s == 9


def test_a_condition_is_notified_or_expires() -> None:
    with frozen() as world:
        condition = threading.Condition()

        def notify() -> None:
            time.sleep(5)
            with condition:
                condition.notify()

        thread = threading.Thread(target=notify)
        thread.start()
        with condition:
            assert not condition.wait(2)
            assert condition.wait(10)
            assert not condition.wait_for(lambda: False, timeout=3)
        thread.join()
        assert world.passed_s == 8


def test_a_lock_is_waited_for_or_expires() -> None:
    for make in (threading.Lock, threading.RLock):
        with frozen() as world:
            lock = threading.Lock() if make is threading.Lock else threading.RLock()
            taken = threading.Event()

            def hold(lock: threading.Lock = lock, taken: threading.Event = taken) -> None:  # type: ignore[assignment]
                with lock:
                    taken.set()
                    time.sleep(10)

            thread = threading.Thread(target=hold)
            thread.start()
            taken.wait()
            assert not lock.acquire(timeout=4)
            assert lock.acquire(timeout=60)
            lock.release()
            thread.join()
            assert world.passed_s == 10


def test_a_lock_raises_the_errors_of_the_real_one() -> None:
    with frozen():
        for lock in (threading.Lock(), threading.RLock()):
            with pytest.raises(ValueError, match="non-blocking"):
                lock.acquire(False, 1)
            with pytest.raises(ValueError, match="timeout value must be"):
                lock.acquire(True, -2)
            with pytest.raises(RuntimeError):
                lock.release()
            assert lock.acquire(False)
            lock.release()


def test_a_lock_made_while_frozen_works_afterwards() -> None:
    with frozen():
        lock, reentrant = threading.Lock(), threading.RLock()
    with lock, reentrant, reentrant:
        assert lock.locked()
        assert not lock.acquire(timeout=0.001)


def test_a_semaphore_lets_as_many_through_as_it_may() -> None:
    with frozen() as world:
        semaphore = threading.BoundedSemaphore(2)

        def work() -> None:
            with semaphore:
                time.sleep(10)

        in_threads(*[work] * 6)
        assert world.passed_s == 30
        semaphore.acquire(), semaphore.acquire()
        assert not semaphore.acquire(timeout=5)
        assert world.passed_s == 35


def test_a_barrier_waits_for_the_last_or_breaks() -> None:
    with frozen() as world:
        barrier = threading.Barrier(3)

        def arrive(seconds: float) -> None:
            time.sleep(seconds)
            barrier.wait()
            assert world.passed_s == 9

        in_threads(*[lambda seconds=seconds: arrive(seconds) for seconds in (1, 5, 9)])  # type: ignore[misc]
        with pytest.raises(threading.BrokenBarrierError):
            barrier.wait(timeout=4)
        assert world.passed_s == 13


def test_a_timer_fires_at_its_time_or_is_cancelled() -> None:
    fired: list[float] = []
    with frozen() as world:
        timer = threading.Timer(30, lambda: fired.append(world.passed_s))
        cancelled = threading.Timer(10, lambda: fired.append(-1))
        timer.start(), cancelled.start()
        cancelled.cancel()
        timer.join()
    assert fired == [30]


def test_a_join_waits_or_expires() -> None:
    with frozen() as world:
        thread = threading.Thread(target=time.sleep, args=(10,))
        thread.start()
        thread.join(timeout=4)
        assert thread.is_alive()
        thread.join(timeout=60)
        assert not thread.is_alive()
        assert world.passed_s == 10


def test_results_of_futures_are_waited_for_or_expire() -> None:
    with frozen() as world, ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(time.sleep, seconds) for seconds in (2, 4, 60)]
        with pytest.raises(TimeoutError):
            futures[2].result(timeout=3)
        assert futures[0].done()
        done, not_done = wait(futures, timeout=2)
        assert (len(done), len(not_done), world.passed_s) == (2, 1, 5)
        assert len(list(as_completed(futures, timeout=100))) == 3
        assert world.passed_s == 60


def test_events_of_a_scheduler_run_at_their_times() -> None:
    ran: list[tuple[str, float]] = []
    with frozen() as world:
        scheduler = sched.scheduler(time.time, time.sleep)
        scheduler.enter(30, 1, lambda: ran.append(("late", world.passed_s)))
        scheduler.enter(10, 1, lambda: ran.append(("soon", world.passed_s)))
        scheduler.run()
    assert ran == [("soon", 10), ("late", 30)]


def test_a_spinning_thread_that_yields_lets_time_pass() -> None:
    with frozen() as world:
        thread = threading.Thread(target=time.sleep, args=(0.01,))
        thread.start()
        while thread.is_alive():
            time.sleep(0)
        thread.join()
        assert 0.01 <= world.passed_s < 0.011


def test_threads_with_the_same_deadline_run_one_by_one_in_the_order_of_their_waits() -> None:
    order: list[int] = []
    with frozen() as world:

        def sleep(number: int) -> None:
            time.sleep(1 + number)
            time.sleep(9 - number)
            assert world.passed_s == 10
            compute(40_000 - number * 5_000)
            order.append(number)

        in_threads(*[lambda number=number: sleep(number) for number in range(8)])  # type: ignore[misc]
    assert order == list(range(8))


def test_a_thread_whose_wait_is_not_registered_counts_as_blocked() -> None:
    """The thread waits for a lock in C from before the freeze, so the clock may move."""
    import _thread

    hidden = _thread.allocate_lock()
    hidden.acquire()
    with frozen() as world:
        thread = threading.Thread(target=hidden.acquire)
        thread.start()
        for _ in range(20):
            time.sleep(10)
        assert world.passed_s == 200
        hidden.release()
        thread.join()


def test_threads_from_before_the_freeze_live_in_real_time() -> None:
    stop, looked = threading.Event(), threading.Event()

    def outside() -> None:
        while not stop.wait(0.001):
            looked.set()

    thread = threading.Thread(target=outside, daemon=True)
    thread.start()
    with frozen() as world:
        for _ in range(5):
            time.sleep(10)
        assert world.passed_s == 50
        looked.clear()
        with world.clock.working():
            assert looked.wait(10), "it goes on while the clock stands"
    stop.set()
    thread.join()
