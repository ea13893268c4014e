"""Know which threads wait, until when, and whether any thread can still run.

A thread that waits on the simulated clock is blocked until it is woken, or until the thing that it waits for
is ready. About other threads ``evidence.py`` decides.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from weakref import WeakSet

from ...errors import Interruption, Unwound
from .evidence import Evidence, Task, child_tasks

_SHORTEST_S, _LONGEST_S, _FOLLOWER_S = 0.0002, 0.005, 0.05


def never() -> bool:
    return False


def nothing() -> None:
    """Wake no thread: for a wait that looks by itself every few milliseconds."""


@dataclass(eq=False)
class Wait:
    """The wait of one thread on the simulated clock."""

    deadline: datetime | None  # simulated time at which it ends; None without a limit
    ready: Callable[[], bool] = never  # whether what it waits for has come; called in any thread
    rouse: Callable[[], None] = nothing  # wakes the thread
    slept: bool = True  # False for the latency of a request
    roused: bool = False  # whether its deadline was reached
    signalled: bool = False  # whether a signal is on its way to the thread
    order: int = 0  # counts waits: of two with one deadline the older ends first

    @property
    def blocked(self) -> bool:
        return not (self.roused or self.signalled or self.ready())


class Turns:
    """The threads that wait on the simulated clock, and their waits.

    Threads that existed before the clock was frozen are outside: they wait in real time.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()  # protects everything below
        self._waits: dict[int, list[Wait]] = {}  # by thread ident; the last one is the innermost
        self._working: dict[int, int] = {}  # by thread ident: how many blocks of real work it is in
        self._outside: WeakSet[threading.Thread] = WeakSet()  # live in real time
        self._natives: WeakSet[threading.Thread] = (
            WeakSet()
        )  # were on the clock at the last ``leave``
        self._doomed: WeakSet[threading.Thread] = WeakSet()  # raise ``_fate`` at their next wait
        self._any_doomed = False  # whether ``_doomed`` has members; cheaper to ask at every turn
        self._fate: type[Interruption] = Unwound  # what doomed threads raise
        self._orders = count()
        self._evidence = Evidence()

    # Which threads count

    def enter(self) -> None:
        """When the clock is frozen: let the threads that exist wait in real time.

        Threads that were on the simulated clock at the last ``leave`` are on it again.
        """
        others = set(threading.enumerate()) - {threading.current_thread()} - set(self._natives)
        self._outside = WeakSet(others)

    def leave(self) -> None:
        """When the clock is released: remember which threads were on it, for the next ``enter``."""
        self._natives = WeakSet(set(threading.enumerate()) - set(self._outside))

    def born(self, thread: threading.Thread) -> None:
        """Register a new thread: it waits in real time if the thread that starts it does."""
        if threading.current_thread() in self._outside:
            self._outside.add(thread)

    def real(self) -> bool:
        """Whether the current thread waits in real time, and not on the simulated clock."""
        me = threading.get_ident()
        return me in self._working or threading.current_thread() in self._outside

    def alone(self) -> bool:
        """Whether no other thread is on the simulated clock and no child process runs."""
        if threading.active_count() > 1:
            me = threading.current_thread()
            if any(t is not me and t not in self._outside for t in threading.enumerate()):
                return False
        return not child_tasks()

    # A kill

    def doom(self, fate: type[Interruption]) -> None:
        """End the fetch: every thread on the simulated clock raises ``fate`` at its next wait."""
        self._fate = fate
        self._doomed = WeakSet(set(threading.enumerate()) - set(self._outside))
        self._any_doomed = True
        for waits in self._waits.values():
            for wait in waits:
                wait.rouse()

    def spare(self) -> None:
        """Exempt the current thread from an earlier ``doom``."""
        if self._any_doomed:
            self._doomed.discard(threading.current_thread())
            self._any_doomed = bool(self._doomed)

    def doomed(self) -> bool:
        return self._any_doomed and threading.current_thread() in self._doomed

    def check(self) -> None:
        """Raise ``doom``'s exception if the current thread must end."""
        if self.doomed():
            raise self._fate

    def doomed_threads(self) -> list[threading.Thread]:
        """Return the other threads that must end after ``doom`` and still run."""
        if not self._any_doomed:
            return []
        me = threading.current_thread()
        return [thread for thread in list(self._doomed) if thread is not me and thread.is_alive()]

    # Which threads wait

    @contextmanager
    def waiting(self, wait: Wait) -> Iterator[None]:
        """Register a wait of the current thread; it counts while the context is open."""
        me = threading.get_ident()
        with self.lock:
            wait.order = next(self._orders)
            self._waits.setdefault(me, []).append(wait)
        try:
            yield
        finally:
            with self.lock:
                self._waits[me].remove(wait)
                if not self._waits[me]:
                    del self._waits[me]

    @contextmanager
    def working(self) -> Iterator[None]:
        """Register that the current thread does real work; while the context is open it does not count as
        blocked.
        """
        me = threading.get_ident()
        with self.lock:
            self._working[me] = self._working.get(me, 0) + 1
        try:
            yield
        finally:
            with self.lock:
                self._working[me] -= 1
                if not self._working[me]:
                    del self._working[me]

    def slice_s(self, wait: Wait, looks: int) -> float:
        """Return for how many real seconds a waiting thread sleeps before it looks again whether it may go
        on.

        One of the waiting threads looks often, the others seldom.
        """
        first = next(iter(self._waits.values()), None)
        if first is None or wait not in first:
            return _FOLLOWER_S
        return min(_SHORTEST_S * float(2 ** min(looks, 10)), _LONGEST_S)

    def earliest(self) -> Wait | None:
        """Return the wait with the earliest deadline; of two with the same deadline, the older one."""
        waits = [waits[-1] for waits in self._waits.values() if waits[-1].deadline is not None]
        return min(waits, key=_due, default=None)

    def of(self, thread: threading.Thread) -> Wait | None:
        """Return the innermost wait of a thread on the simulated clock; None if the thread does not wait."""
        waits = self._waits.get(thread.ident or 0)
        return waits[-1] if waits else None

    def ring(self) -> None:
        """Send SIGALRM to the main thread, where Python runs the handler; wake that thread if it waits."""
        main = threading.main_thread()
        if main is threading.current_thread():
            signal.raise_signal(signal.SIGALRM)
            return
        with self.lock:
            wait = self.of(main)
            if wait is not None:
                wait.signalled = True
        if main.ident is not None:
            signal.pthread_kill(main.ident, signal.SIGALRM)
        if wait is not None:
            wait.rouse()

    def all_blocked(self) -> bool:
        """Whether every thread is blocked until the clock moves. The caller must hold the lock."""
        tasks: list[Task] = []
        alive = set()
        for thread in threading.enumerate():
            ident = thread.ident
            if ident is None or thread.native_id is None:
                return False
            alive.add(ident)
            waits = self._waits.get(ident)
            if waits is not None:
                if not waits[-1].blocked:
                    return False
            elif ident in self._working:
                return False
            elif thread not in self._outside:
                tasks.append(Task.of(thread))
        for ident in set(self._waits) - alive:  # of threads that a fork left behind
            del self._waits[ident]
        return self._evidence.blocked([*tasks, *child_tasks()])


def _due(wait: Wait) -> Any:
    return (wait.deadline, wait.order)
