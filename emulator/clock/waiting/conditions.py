"""Make Condition.wait and Thread.join wait on the simulated clock.

Event.wait, queue.get, Future.result, Semaphore, Barrier and Timer call Condition.wait.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import wraps
from typing import Any

from .waiting_clock import Gate, WaitingClock, replace_attribute


def patch_condition(clock: WaitingClock, stack: ExitStack) -> None:
    """Make ``threading.Condition.wait`` wait on the simulated clock; closing ``stack`` undoes it."""
    original = threading.Condition.wait

    @wraps(original)
    def wait(self: Any, timeout: float | None = None) -> bool:
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        gate = Gate()
        self._waiters.append(gate)
        saved = self._release_save()
        try:
            limit_s = None if timeout is None else max(float(timeout), 0.0)
            clock.block(limit_s, gate.pause, gate.ready, gate.rouse)
            return gate.opened
        finally:
            self._acquire_restore(saved)
            if not gate.opened and gate in self._waiters:
                self._waiters.remove(gate)

    replace_attribute(stack, threading.Condition, "wait", wait)


def patch_join(clock: WaitingClock, stack: ExitStack) -> None:
    """Make ``threading.Thread.join`` wait on the simulated clock; closing ``stack`` undoes it."""
    original = threading.Thread.join

    @wraps(original)
    def join(self: Any, timeout: float | None = None) -> None:
        if not self._started.is_set() or self is threading.current_thread():
            original(self, timeout)  # raises the error that fits
            return

        def pause(real_s: float | None) -> bool:
            original(self, real_s)
            return ended(self)

        limit_s = None if timeout is None else max(float(timeout), 0.0)
        clock.block(limit_s, pause, lambda: ended(self) or ending(self))

    replace_attribute(stack, threading.Thread, "join", join)


def patch_start(clock: WaitingClock, stack: ExitStack) -> None:
    """Make ``Thread.start`` register new threads with the simulated clock; closing ``stack`` undoes it."""
    original = threading.Thread.start

    @wraps(original)
    def start(self: threading.Thread) -> None:
        clock.born(self)
        original(self)

    replace_attribute(stack, threading.Thread, "start", start)


def ending(thread: object) -> bool:
    """Whether a thread has run its function and is about to end, so that ``join`` returns soon."""
    return thread.ident not in threading._active  # type: ignore[attr-defined]


def ended(thread: Any) -> bool:
    """Whether a started thread has ended. Any thread may call this."""
    handle = getattr(thread, "_handle", None)  # Python 3.13 on
    if handle is not None:
        return bool(handle.is_done())
    lock = thread._tstate_lock
    return lock is None or not lock.locked()
