"""Locks that wait on the simulated clock.

They replace ``threading.Lock`` and ``RLock`` while a clock is frozen; afterwards they work as plain locks. A
lock that was created before the freeze waits in real time.
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
    """Make the locks of this module wait on ``clock`` while the context is open."""
    _clocks.append(clock)
    try:
        yield
    finally:
        _clocks.remove(clock)


class ClockLock:
    """A replacement for ``threading.Lock`` that waits on the simulated clock."""

    # An HTTP client takes dozens of locks for each request. So the methods that need no clock are the
    # plain lock's own, stored as attributes.
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
    """A replacement for ``threading.RLock`` (the reentrant lock) that waits on the simulated clock."""

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

    # What a Condition calls

    def _is_owned(self) -> bool:
        return bool(self._lock._is_owned())  # type: ignore[attr-defined]

    def _recursion_count(self) -> int:
        """Return how many times the current thread has acquired the lock; multiprocessing calls this."""
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
    """Acquire a lock and return whether this succeeded; the wait is on the simulated clock if one is
    frozen.
    """
    if not _clocks or not blocking or (timeout < 0 and timeout != -1):
        return lock.acquire(blocking, timeout)
    if lock.acquire(False):
        return True

    def pause(real_s: float | None) -> bool:
        return lock.acquire(True, -1 if real_s is None else real_s)

    seconds = None if timeout == -1 else float(timeout)
    return bool(_clocks[-1].block(seconds, pause, lambda: not locked()))


def _is_locked(lock: RLock) -> bool:
    """Whether any thread holds the lock; before Python 3.14 only the lock's ``repr`` tells."""
    return repr(lock).startswith("<locked")
