"""Shared parts of the patches of Python's waits: the interface of their clock, a gate, a patch function."""

from __future__ import annotations

import threading
from _thread import allocate_lock
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import Any, Protocol


class WaitingClock(Protocol):
    """The interface of a clock on which threads can wait."""

    def block(
        self,
        seconds: float | None,
        pause: Callable[[float | None], Any],
        ready: Callable[[], bool] = ...,
        rouse: Callable[[], None] = ...,
    ) -> Any:
        """Wait until ``pause`` returns a true value, and return that; return False after ``seconds``.

        ``seconds`` are simulated; None means no limit. ``pause`` waits at most for the real seconds in its
        argument. ``ready`` tells, in any thread, whether ``pause`` would return a true value immediately.
        ``rouse`` ends a running ``pause`` early.
        """

    def born(self, thread: threading.Thread) -> None:
        """Register a thread that is about to start."""

    def alone(self) -> bool:
        """Whether no other thread or child process can run on this clock."""

    def real(self) -> bool:
        """Whether the current thread waits in real time, and not on this clock."""

    def working(self) -> AbstractContextManager[None]:
        """Let the current thread wait in real time while the context is open; the clock stands still."""

    def advance(self, seconds: float) -> None:
        """Let simulated seconds pass."""

    def alarm(self, seconds: float, interval_s: float = ...) -> tuple[float, float]:
        """Set the alarm as ``signal.setitimer`` does; return the seconds left and the interval of the
        previous one.
        """

    def alarm_left(self) -> tuple[float, float]:
        """Return the seconds until the alarm (0 if none is set) and its interval."""


class Gate:
    """Holds a waiting thread until another thread opens the gate, or only wakes the thread.

    A gate opens once. It can stand in a Condition's list of waiters.
    """

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._lock.acquire()
        self.opened = False

    def release(self) -> None:
        """Open the gate and wake the waiting thread. ``Condition.notify`` calls this."""
        self.opened = True
        self.rouse()

    def rouse(self) -> None:
        """Wake the waiting thread without opening the gate."""
        with suppress(RuntimeError):  # it was woken before, and has not run since
            self._lock.release()

    def ready(self) -> bool:
        return self.opened

    def pause(self, real_s: float | None) -> bool:
        """Wait at most ``real_s`` real seconds for the gate (None: no limit); return whether it is open."""
        if not self.opened and real_s != 0.0:
            self._lock.acquire(True, -1 if real_s is None else real_s)
        return self.opened


def replace_attribute(stack: ExitStack, owner: object, name: str, value: object) -> None:
    """Set an attribute of a module or class; closing ``stack`` sets the old value again."""
    stack.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)
