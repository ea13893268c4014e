"""Locks that wait on the simulated clock.

They replace ``threading.Lock`` and ``RLock`` while a clock is frozen; afterwards they work as plain locks. A
lock that was created before the freeze waits in real time.
"""

from __future__ import annotations

from _thread import LockType, RLock, allocate_lock
from collections.abc import Iterator
from contextlib import contextmanager

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


class _WaitingLock:
    """What both replacements share: they wait on the simulated clock for ``_lock``, the plain lock."""

    __slots__ = ("__weakref__", "_lock")
    _lock: LockType | RLock

    def _is_locked(self) -> bool:
        raise NotImplementedError

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Acquire the lock and return whether this succeeded. The wait is on the simulated clock if one is
        frozen.
        """
        lock = self._lock
        if not _clocks or not blocking or (timeout < 0 and timeout != -1):
            return lock.acquire(blocking, timeout)
        if lock.acquire(False):
            return True

        def pause(real_s: float | None) -> bool:
            return lock.acquire(True, -1 if real_s is None else real_s)

        seconds = None if timeout == -1 else float(timeout)
        return bool(_clocks[-1].block(seconds, pause, lambda: not self._is_locked()))

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> bool:
        return self._lock.acquire(False) or self.acquire()

    def __exit__(self, *raised: object) -> None:
        self._lock.release()

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()  # type: ignore[union-attr]


class ClockLock(_WaitingLock):
    """A replacement for ``threading.Lock`` that waits on the simulated clock."""

    __slots__ = ()
    _lock: LockType

    def __init__(self) -> None:
        self._lock = allocate_lock()

    def locked(self) -> bool:
        return self._lock.locked()

    # A Condition asks for it.
    _is_owned = _is_locked = locked

    def __repr__(self) -> str:
        return f"<{'locked' if self.locked() else 'unlocked'} lock>"


class ClockRLock(_WaitingLock):
    """A replacement for ``threading.RLock`` (the reentrant lock) that waits on the simulated clock."""

    __slots__ = ()
    _lock: RLock

    def __init__(self) -> None:
        self._lock = RLock()

    def _is_locked(self) -> bool:
        """Whether any thread holds the lock; before Python 3.14 only the lock's ``repr`` tells."""
        return repr(self._lock).startswith("<locked")

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

    def __repr__(self) -> str:
        return repr(self._lock).replace("_thread.RLock", "RLock")
