"""Waiting on a simulated clock: who waits until when, and whether anything can still run.

The law: a wait first lets runnable threads run; when all are blocked, the clock jumps to the earliest
deadline. A thread that waits here is known to be blocked. Of any other thread it is inferred: its
topmost frame stays where it is over several samples, and (on Linux) the kernel does not call it running.
"""

from __future__ import annotations

import select
import selectors
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from time import sleep as _real_sleep
from typing import Any, Protocol

_SHORTEST_S, _LONGEST_S = 0.0002, 0.005
_SAMPLES = 4


class WaitingClock(Protocol):
    def wait(self, seconds: float, poll: Callable[[float], Any]) -> Any: ...


class Waiters:
    """The threads that wait on the clock, each with its deadline."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._deadlines: dict[int, list[datetime]] = {}
        self._working: dict[int, int] = {}
        self._seen: dict[int, tuple[int, int]] = {}
        self._still = 0

    @contextmanager
    def waiting(self, deadline: datetime) -> Iterator[None]:
        me = threading.get_ident()
        with self._lock:
            self._deadlines.setdefault(me, []).append(deadline)
            self._still = 0
        try:
            yield
        finally:
            with self._lock:
                mine = self._deadlines[me]
                mine.pop()
                if not mine:
                    del self._deadlines[me]
                self._still = 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Inside, this thread does something real: it is never taken for blocked."""
        me = threading.get_ident()
        with self._lock:
            self._working[me] = self._working.get(me, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._working[me] -= 1
                if not self._working[me]:
                    del self._working[me]
                self._still = 0

    def at_work(self) -> bool:
        """Whether this thread is inside ``working``."""
        return threading.get_ident() in self._working

    def alone(self) -> bool:
        return threading.active_count() == 1

    def earliest(self) -> datetime:
        with self._lock:
            return min(deadlines[-1] for deadlines in self._deadlines.values())

    def slice_s(self) -> float:
        """How long to let others run before looking again, in real seconds."""
        return float(min(_SHORTEST_S * 2**self._still, _LONGEST_S))

    def all_blocked(self) -> bool:
        """Whether nothing but the clock can wake anybody; needs several looks to be sure."""
        with self._lock:
            if self._working:
                self._still = 0
                return False
            others = {
                thread.ident: thread.native_id
                for thread in threading.enumerate()
                if thread.ident is not None and thread.ident not in self._deadlines
            }
            if not others:
                return True
            frames = sys._current_frames()
            places = {
                ident: (id(frames[ident]), frames[ident].f_lasti)
                for ident in others
                if ident in frames
            }
            running = any(_runs(native) for native in others.values())
            self._still = 0 if running or places != self._seen else self._still + 1
            self._seen = places
            return self._still >= _SAMPLES


def _runs(native_id: int | None) -> bool:
    """What the kernel says of a thread, where there is a kernel that says it."""
    try:
        stat = Path(f"/proc/self/task/{native_id}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] in ("R", "D")


@contextmanager
def patched_waits(clock: WaitingClock) -> Iterator[None]:
    """Inside, everything that waits in Python waits on the clock, however it was imported."""
    with ExitStack() as stack:
        _patch_sleep(clock, stack)
        _patch_condition(clock, stack)
        _patch_join(clock, stack)
        _patch_selectors(clock, stack)
        yield


def _set(stack: ExitStack, owner: Any, name: str, value: Any) -> None:
    stack.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)


def _patch_sleep(clock: WaitingClock, stack: ExitStack) -> None:
    original = time.sleep

    @wraps(original)
    def sleep(seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        clock.wait(float(seconds), _real_sleep)

    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        if module is sys.modules[__name__] or not isinstance(names, dict):
            continue
        for name, value in list(names.items()):
            if value is original:
                _set(stack, module, name, sleep)


def _patch_condition(clock: WaitingClock, stack: ExitStack) -> None:
    """Event.wait, queue.get, Future.result and Timer all come down to Condition.wait."""
    original = threading.Condition.wait

    @wraps(original)
    def wait(self: threading.Condition, timeout: float | None = None) -> bool:
        if timeout is None or timeout <= 0:
            return original(self, timeout)
        # The lock is held between two looks, so that no notification can fall in between.
        return bool(clock.wait(timeout, lambda slice_s: original(self, slice_s)))

    _set(stack, threading.Condition, "wait", wait)


def _patch_join(clock: WaitingClock, stack: ExitStack) -> None:
    original = threading.Thread.join

    @wraps(original)
    def join(self: threading.Thread, timeout: float | None = None) -> None:
        if timeout is None or timeout <= 0:
            original(self, timeout)
            return

        def poll(slice_s: float) -> bool:
            original(self, slice_s)
            return not self.is_alive()

        clock.wait(timeout, poll)

    _set(stack, threading.Thread, "join", join)


def _patch_selectors(clock: WaitingClock, stack: ExitStack) -> None:
    """asyncio sleeps in its selector; patching the methods reaches the classes it holds."""
    names = ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector")
    for cls in {getattr(selectors, name) for name in names if hasattr(selectors, name)}:
        if "select" in vars(cls):
            _patch_selector(clock, stack, cls)
    original = select.select

    @wraps(original)
    def plain_select(r: Any, w: Any, x: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return original(r, w, x, timeout) if timeout is not None else original(r, w, x)

        def poll(slice_s: float) -> Any:
            found = original(r, w, x, slice_s)
            return found if any(found) else False

        return clock.wait(timeout, poll) or ([], [], [])

    _set(stack, select, "select", plain_select)


def _patch_selector(clock: WaitingClock, stack: ExitStack, cls: Any) -> None:
    original = cls.select

    @wraps(original)
    def waited(self: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return original(self, timeout)
        return clock.wait(timeout, lambda slice_s: original(self, slice_s)) or []

    _set(stack, cls, "select", waited)
