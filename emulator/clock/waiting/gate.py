"""What a thread waits at until it is let through, or roused because its time is up."""

from __future__ import annotations

from _thread import allocate_lock
from contextlib import suppress


class Gate:
    """Opens once. ``release`` is what ``Condition.notify`` calls."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._lock.acquire()
        self.opened = False

    def release(self) -> None:
        self.opened = True
        self.rouse()

    def rouse(self) -> None:
        """Wake the waiter without letting it through."""
        with suppress(RuntimeError):  # it was roused already, and has not looked yet
            self._lock.release()

    def ready(self) -> bool:
        return self.opened

    def pause(self, real_s: float | None) -> bool:
        """Wait at most so many real seconds, None for ever; whether it is open."""
        if not self.opened and real_s != 0.0:
            self._lock.acquire(True, -1 if real_s is None else real_s)
        return self.opened
