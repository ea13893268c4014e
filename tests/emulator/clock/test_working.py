"""The simulated clock stands still while a thread does real work."""

from __future__ import annotations

import queue
import socket
import threading
import time
from datetime import datetime, timedelta, timezone

from xfetch.emulator.clock.simulated import SimulatedClock

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def test_the_clock_stands_still_while_a_thread_does_real_io() -> None:
    clock = SimulatedClock(START)
    ours, theirs = socket.socketpair()
    found: queue.Queue[bytes] = queue.Queue()

    def answer() -> None:
        with clock.working():
            time.sleep(0.05)
            theirs.sendall(b"answer")

    def read() -> None:
        with clock.working():
            found.put(ours.recv(6))

    with ours, theirs, clock.frozen():
        threads = [threading.Thread(target=target) for target in (answer, read)]
        for thread in threads:
            thread.start()
        assert found.get(timeout=5) == b"answer"
        assert clock.now() == START, "a real wait of 50 ms is no time on the simulated clock"
        for thread in threads:
            thread.join()
        time.sleep(10)
    assert clock.now() == START + timedelta(seconds=10)
