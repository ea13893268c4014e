"""Alarms are sent when the clock reaches their time."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.emulator.clock.waiting.worlds import compute, frozen

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")


@pytest.fixture
def rang() -> Iterator[list[float]]:
    times: list[float] = []
    before = signal.signal(signal.SIGALRM, lambda *_: times.append(time.time()))
    yield times
    signal.signal(signal.SIGALRM, before)


def test_an_alarm_interrupts_a_sleep(rang: list[float]) -> None:
    def stop(*_: Any) -> None:
        raise TimeoutError("too slow")

    with frozen() as world:
        signal.signal(signal.SIGALRM, stop)
        assert signal.alarm(5) == 0
        with pytest.raises(TimeoutError):
            time.sleep(60)
        assert world.passed_s == 5


def test_a_handler_that_returns_lets_the_sleep_go_on(rang: list[float]) -> None:
    with frozen() as world:
        signal.alarm(5)
        time.sleep(60)
        assert rang == [world.start.timestamp() + 5]
        assert world.passed_s == 60


def test_a_cancelled_alarm_returns_the_seconds_left(rang: list[float]) -> None:
    with frozen():
        signal.alarm(30)
        time.sleep(10)
        assert signal.alarm(0) == 20
        time.sleep(100)
    assert rang == []


def test_a_timer_repeats(rang: list[float]) -> None:
    with frozen() as world:
        signal.setitimer(signal.ITIMER_REAL, 10, 20)
        assert signal.getitimer(signal.ITIMER_REAL) == (10, 20)
        time.sleep(55)
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert [moment - world.start.timestamp() for moment in rang] == [10, 30, 50]


def test_an_alarm_reaches_the_main_thread_while_others_move_the_clock(rang: list[float]) -> None:
    def stop(*_: Any) -> None:
        raise TimeoutError("too slow")

    with frozen() as world:
        signal.signal(signal.SIGALRM, stop)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(lambda: [time.sleep(1) for _ in range(30)])
            signal.alarm(5)
            with pytest.raises(TimeoutError):
                future.result()
            assert world.passed_s == 5
        assert world.passed_s == 30


def test_no_alarm_comes_while_something_runs(rang: list[float]) -> None:
    with frozen() as world:
        signal.alarm(1)
        thread = threading.Thread(target=compute)
        thread.start()
        thread.join()
        assert rang == []
        assert world.passed_s == 0
        signal.alarm(0)
