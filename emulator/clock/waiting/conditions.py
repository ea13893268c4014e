"""Condition.wait and Thread.join on the clock.

Event.wait, queue.get, Future.result, Semaphore, Barrier and Timer all come down to Condition.wait.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import wraps
from typing import Any

from .gate import Gate
from .waiting_clock import WaitingClock


def patch_condition(clock: WaitingClock, stack: ExitStack) -> None:
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

    stack.callback(setattr, threading.Condition, "wait", original)
    threading.Condition.wait = wait  # type: ignore[method-assign]


def patch_join(clock: WaitingClock, stack: ExitStack) -> None:
    original = threading.Thread.join

    @wraps(original)
    def join(self: Any, timeout: float | None = None) -> None:
        if not self._started.is_set() or self is threading.current_thread():
            original(self, timeout)  # which says what is wrong with it
            return

        def pause(real_s: float | None) -> bool:
            original(self, real_s)
            return ended(self)

        limit_s = None if timeout is None else max(float(timeout), 0.0)
        clock.block(limit_s, pause, lambda: ended(self) or ending(self))

    stack.callback(setattr, threading.Thread, "join", original)
    threading.Thread.join = join  # type: ignore[method-assign]


def patch_start(clock: WaitingClock, stack: ExitStack) -> None:
    """A thread belongs where the one that started it does."""
    original = threading.Thread.start

    @wraps(original)
    def start(self: threading.Thread) -> None:
        clock.born(self)
        original(self)

    stack.callback(setattr, threading.Thread, "start", original)
    threading.Thread.start = start  # type: ignore[method-assign]


def ending(thread: Any) -> bool:
    """Whether it has done all its work and is about to end: who waits for that is not blocked."""
    return thread.ident not in threading._active  # type: ignore[attr-defined]


def ended(thread: Any) -> bool:
    """Whether a thread that was started has ended; asked from any thread, it changes nothing."""
    handle = getattr(thread, "_handle", None)  # Python 3.13 on
    if handle is not None:
        return bool(handle.is_done())
    lock = thread._tstate_lock
    return lock is None or not lock.locked()
