"""Locks whose waiting is on the clock; where no clock is frozen, plain locks.

They stand for ``threading.Lock`` and ``RLock`` while a clock is frozen. A lock that was made before
waits in real time, for as long as its timeout says.
"""

from __future__ import annotations

from _thread import LockType, RLock, allocate_lock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from .waiting_clock import WaitingClock

_clocks: list[WaitingClock] = []


@contextmanager
def locking_on(clock: WaitingClock) -> Iterator[None]:
    """Inside, whoever waits for a lock waits on this clock."""
    _clocks.append(clock)
    try:
        yield
    finally:
        _clocks.remove(clock)


class ClockLock:
    """As ``threading.Lock()``."""

    # Of these the lock's own are handed out as they are, since a client takes dozens for each request:
    # three that a Condition asks for by name, again and again, and the end of ``with``.
    __slots__ = ("__exit__", "__weakref__", "_is_owned", "_lock", "locked", "release")

    def __init__(self) -> None:
        self._lock = lock = allocate_lock()
        self._is_owned = self.locked = lock.locked
        self.release = lock.release
        self.__exit__ = lock.__exit__

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        return _acquired(self._lock, self.locked, blocking, timeout)

    def __enter__(self) -> bool:
        return self._lock.acquire(False) or self.acquire()

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"<{'locked' if self.locked() else 'unlocked'} lock>"


class ClockRLock:
    """As ``threading.RLock()``; a client makes and takes a dozen of them for each request."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = RLock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        return _acquired(self._lock, partial(_is_locked, self._lock), blocking, timeout)

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> bool:
        return self._lock.acquire(False) or self.acquire()

    def __exit__(self, *raised: object) -> None:
        self._lock.release()

    # What a Condition asks for

    def _is_owned(self) -> bool:
        return bool(self._lock._is_owned())  # type: ignore[attr-defined]

    def _recursion_count(self) -> int:
        """The resource tracker of multiprocessing asks for it."""
        return int(self._lock._recursion_count())  # type: ignore[attr-defined]

    def _release_save(self) -> tuple[int, int]:
        count, owner = self._lock._release_save()  # type: ignore[attr-defined]
        return count, owner

    def _acquire_restore(self, saved: tuple[int, int]) -> None:
        for _ in range(saved[0]):
            self.acquire()

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return repr(self._lock).replace("_thread.RLock", "RLock")


def _acquired(
    lock: LockType | RLock, locked: Callable[[], bool], blocking: bool, timeout: float
) -> bool:
    """Take it now, or wait for it on the clock where there is one."""
    if not _clocks or not blocking or (timeout < 0 and timeout != -1):
        return lock.acquire(blocking, timeout)
    if lock.acquire(False):
        return True

    def pause(real_s: float | None) -> bool:
        return lock.acquire(True, -1 if real_s is None else real_s)

    seconds = None if timeout == -1 else float(timeout)
    return bool(_clocks[-1].block(seconds, pause, lambda: not locked()))


def _is_locked(lock: RLock) -> bool:
    """By anybody, whoever asks; before Python 3.14 it tells so nowhere but in its ``repr``."""
    return repr(lock).startswith("<locked")
