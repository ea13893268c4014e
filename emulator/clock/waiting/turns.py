"""Who waits until when, and whether anything can still run.

A thread that waits here is known to be blocked, until it is roused or what it waits for came. Of any
other thread, evidence decides (``evidence.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from weakref import WeakSet

from .evidence import Evidence, Task, child_tasks

_SHORTEST_S, _LONGEST_S, _FOLLOWER_S = 0.0002, 0.005, 0.05


def never() -> bool:
    return False


def nothing() -> None:
    """Nobody to rouse: the waiter looks by itself, every few milliseconds."""


@dataclass(eq=False)
class Wait:
    """One thread's wait; ``deadline`` None waits for ever.

    ``ready`` says, asked from any thread, whether what is waited for came; ``rouse`` wakes the waiter.
    ``slept`` tells a wait of the integration's own from a request's latency; ``signalled`` that a
    signal is under way to its thread.
    """

    deadline: datetime | None
    ready: Callable[[], bool] = never
    rouse: Callable[[], None] = nothing
    slept: bool = True
    roused: bool = False
    signalled: bool = False
    order: int = 0

    @property
    def blocked(self) -> bool:
        return not (self.roused or self.signalled or self.ready())


class Turns:
    """Threads that stood before the clock was frozen are outside: they live in real time."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._waits: dict[int, list[Wait]] = {}
        self._working: dict[int, int] = {}
        self._outside: WeakSet[threading.Thread] = WeakSet()
        self._natives: WeakSet[threading.Thread] = WeakSet()
        self._doomed: WeakSet[threading.Thread] = WeakSet()
        # Asked at every turn, where nearly always there is none.
        self._any_doomed = False
        self._orders = count()
        self._evidence = Evidence()

    # Which threads count

    def enter(self) -> None:
        """The clock is frozen now: whoever else is there already stays outside, unless it was born in
        an earlier freeze."""
        others = set(threading.enumerate()) - {threading.current_thread()} - set(self._natives)
        self._outside = WeakSet(others)

    def leave(self) -> None:
        self._natives = WeakSet(set(threading.enumerate()) - set(self._outside))

    def born(self, thread: threading.Thread) -> None:
        """A new thread lives where the one that starts it does."""
        if threading.current_thread() in self._outside:
            self._outside.add(thread)

    def real(self) -> bool:
        """Whether this thread waits in real time: it is outside, or does something real."""
        me = threading.get_ident()
        return me in self._working or threading.current_thread() in self._outside

    def alone(self) -> bool:
        """Whether no other thread counts."""
        if threading.active_count() > 1:
            me = threading.current_thread()
            if any(t is not me and t not in self._outside for t in threading.enumerate()):
                return False
        return not child_tasks()

    # A kill

    def doom(self) -> None:
        """Every thread that counts shall be unwound at its next wait."""
        self._doomed = WeakSet(set(threading.enumerate()) - set(self._outside))
        self._any_doomed = True
        for waits in self._waits.values():
            for wait in waits:
                wait.rouse()

    def spare(self) -> None:
        if self._any_doomed:
            self._doomed.discard(threading.current_thread())
            self._any_doomed = bool(self._doomed)

    def doomed(self) -> bool:
        return self._any_doomed and threading.current_thread() in self._doomed

    def doomed_threads(self) -> list[threading.Thread]:
        if not self._any_doomed:
            return []
        me = threading.current_thread()
        return [thread for thread in list(self._doomed) if thread is not me and thread.is_alive()]

    # Who waits

    @contextmanager
    def waiting(self, wait: Wait) -> Iterator[None]:
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
        """Inside, this thread does something real: it is never taken for blocked."""
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
        """How long to let others run before looking again, in real seconds: one waiter looks often."""
        first = next(iter(self._waits.values()), None)
        if first is None or wait not in first:
            return _FOLLOWER_S
        return min(_SHORTEST_S * float(2 ** min(looks, 10)), _LONGEST_S)

    def earliest(self) -> Wait | None:
        """Of the waits with a deadline the one that ends first; the older one of two that tie."""
        waits = [waits[-1] for waits in self._waits.values() if waits[-1].deadline is not None]
        return min(waits, key=_due, default=None)

    def of(self, thread: threading.Thread) -> Wait | None:
        waits = self._waits.get(thread.ident or 0)
        return waits[-1] if waits else None

    def all_blocked(self) -> bool:
        """Whether nothing but the clock can wake anybody. Call it with the lock held."""
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
