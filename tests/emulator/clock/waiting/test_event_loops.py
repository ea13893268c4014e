"""asyncio on the clock: an event loop sleeps in its selector."""

from __future__ import annotations

import asyncio
import queue
import select
import selectors
import socket
import threading
import time

import pytest

from tests.emulator.clock.waiting.worlds import compute, frozen


def test_coroutines_sleep_at_the_same_time() -> None:
    async def main() -> None:
        await asyncio.gather(*(asyncio.sleep(seconds) for seconds in (1, 5, 10)))

    with frozen() as world:
        asyncio.run(main())
        assert world.passed_s == pytest.approx(10, abs=1e-5)


def test_wait_for_expires_at_its_time() -> None:
    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.sleep(60), timeout=2.5)
        assert await asyncio.wait_for(asyncio.sleep(1, "done"), timeout=30) == "done"

    with frozen() as world:
        asyncio.run(main())
        assert world.passed_s == pytest.approx(3.5, abs=1e-5)


def test_a_loop_waits_for_its_threads_while_they_work() -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.run_in_executor(None, compute), timeout=0.001)

    with frozen() as world:
        assert asyncio.run(main()) == compute()
        assert world.passed_s == 0


def test_a_loop_and_a_thread_sleep_at_the_same_time() -> None:
    async def main() -> None:
        await asyncio.gather(asyncio.to_thread(time.sleep, 10), asyncio.sleep(8))

    with frozen() as world:
        asyncio.run(main())
        assert world.passed_s == 10


def test_two_loops_in_two_threads() -> None:
    ended: list[float] = []
    with frozen() as world:

        async def main(seconds: float) -> None:
            await asyncio.sleep(seconds)
            ended.append(round(world.passed_s, 3))

        threads = [
            threading.Thread(target=asyncio.run, args=(main(seconds),)) for seconds in (20, 30)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ended == [20, 30]


def test_a_thread_wakes_the_loop_from_outside() -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()

        def wake() -> None:
            time.sleep(5)
            loop.call_soon_threadsafe(woken.set)

        thread = threading.Thread(target=wake)
        thread.start()
        await woken.wait()
        passed = loop.time()
        thread.join()
        return passed

    with frozen() as world:
        began = time.monotonic()
        assert asyncio.run(main()) - began == 5
        assert world.passed_s == 5


def test_queues_locks_and_timeouts_of_asyncio() -> None:
    async def main() -> list[int]:
        items: asyncio.Queue[int] = asyncio.Queue()
        got = []

        async def produce() -> None:
            for number in range(3):
                await asyncio.sleep(10)
                await items.put(number)

        task = asyncio.create_task(produce())
        for _ in range(3):
            got.append(await asyncio.wait_for(items.get(), timeout=15))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(items.get(), timeout=4)
        await task
        return got

    with frozen() as world:
        assert asyncio.run(main()) == [0, 1, 2]
        assert world.passed_s == pytest.approx(34, abs=1e-4)


def test_select_times_out_or_finds_a_file() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, frozen() as world:
        assert select.select([ours], [], [], 5) == ([], [], [])
        assert world.passed_s == 5
        timer = threading.Timer(3, theirs.send, args=(b"x",))
        timer.start()
        assert select.select([ours], [], [], 60)[0] == [ours]
        timer.join()
        assert world.passed_s == 8


@pytest.mark.parametrize("name", ["SelectSelector", "PollSelector", "EpollSelector"])
def test_selectors_time_out_or_find_a_file(name: str) -> None:
    if not hasattr(selectors, name):
        pytest.skip(f"no {name} on this system")
    ours, theirs = socket.socketpair()
    with ours, theirs, frozen() as world, getattr(selectors, name)() as selector:
        selector.register(ours, selectors.EVENT_READ)
        assert selector.select(5) == []
        timer = threading.Timer(3, theirs.send, args=(b"x",))
        timer.start()
        assert len(selector.select(60)) == 1
        timer.join()
        assert world.passed_s == 8


def test_a_loop_made_before_the_freeze_is_on_the_clock_too() -> None:
    loop = asyncio.new_event_loop()
    with frozen() as world:
        loop.run_until_complete(asyncio.sleep(12))
        assert world.passed_s == pytest.approx(12, abs=1e-5)
    loop.close()


def test_an_idle_pool_beside_a_loop_does_not_hold_the_clock() -> None:
    items: queue.Queue[str] = queue.Queue()

    async def main() -> None:
        await asyncio.to_thread(items.put, "x")
        for _ in range(10):
            await asyncio.sleep(100)

    with frozen() as world:
        asyncio.run(main())
        assert world.passed_s == pytest.approx(1000, abs=1e-4)
