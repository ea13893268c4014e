"""A frozen clock, and how far it moved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from xfetch.emulator.clock.simulated import SimulatedClock

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


class Frozen:
    """``passed_s`` is simulated seconds since the start."""

    def __init__(self, tz: str = "UTC", start: datetime = START) -> None:
        self.clock = SimulatedClock(start, tz)
        self.start = start

    @property
    def passed_s(self) -> float:
        return (self.clock.now() - self.start).total_seconds()

    def kill_after(self, seconds: float) -> None:
        self.clock.begin_fetch(self.start + timedelta(seconds=seconds))


@contextmanager
def frozen(tz: str = "UTC", start: datetime = START) -> Iterator[Frozen]:
    world = Frozen(tz, start)
    with world.clock.frozen():
        yield world


def in_threads(*targets: Callable[[], object]) -> None:
    """Run the functions in threads at the same time, and wait for all."""
    threads = [threading.Thread(target=target) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def compute(rounds: int = 400_000) -> int:
    """Work in pure Python for some tens of milliseconds, without waiting."""
    total = 0
    for number in range(rounds):
        total += number
    return total
