"""A gate that holds a thread until another thread opens it or wakes the waiter."""

from __future__ import annotations

from _thread import allocate_lock
from contextlib import suppress


class Gate:
    """A gate that opens once. It can stand in a Condition's list of waiters."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._lock.acquire()
        self.opened = False

    def release(self) -> None:
        """Open the gate. ``Condition.notify`` calls this."""
        self.opened = True
        self.rouse()

    def rouse(self) -> None:
        """Wake the waiter without opening the gate."""
        with suppress(RuntimeError):  # it was woken before, and has not run since
            self._lock.release()

    def ready(self) -> bool:
        return self.opened

    def pause(self, real_s: float | None) -> bool:
        """Wait at most ``real_s`` real seconds, None without a limit; return whether it is open."""
        if not self.opened and real_s != 0.0:
            self._lock.acquire(True, -1 if real_s is None else real_s)
        return self.opened
