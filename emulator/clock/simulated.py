"""The simulated clock of a run.

``frozen()`` patches the process's time functions and waits once; inside that context, moving the clock is
cheap. ``frozen_time`` supplies the time, ``kept_functions`` finds time functions that libraries stored
before, ``waiting`` patches waits. Some things stay in real time: a time function in a closure, a dictionary
or an instance, and native code.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..errors import KilledAtTimeout, Unwound
from ..record.recorder import plain
from .frozen_time import frozen_time
from .kept_functions import Place, places, replaced
from .protocol import Clock, Watcher
from .waiting import Alarm, Gate, Turns, Wait, never, nothing, patched_waits
from .wall import WallClock, process_zone

_NEVER = timedelta(days=365)
_LONGEST_S = 10 * _NEVER.total_seconds()
# Libraries store these in default arguments and class attributes.
_STORED = [
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "localtime",
    "gmtime",
    "sleep",
]
_UPTIME = timedelta(days=1)
_UNWINDING_S = 0.5
_real_join = threading.Thread.join


@dataclass
class _Run:
    """The state of the simulated clock for one fetch; ``begin_fetch`` begins a new one."""

    deadline: datetime | None  # when the server kills the run; None for a run without a timeout
    limit: datetime  # where the clock ends the run: the deadline, or a year after the last move
    killed: bool = False  # whether the clock reached the limit
    slept_s: float = 0.0  # simulated seconds that the integration itself waited


class SimulatedClock:
    """A clock that moves only when it is told to, or when every thread of the integration waits.

    ``tz`` is the time zone of naive and local times.
    """

    simulated = True

    def __init__(self, start: datetime, tz: str = "UTC") -> None:
        self._now = plain(start)  # the simulated time
        self._booted = self._now - _UPTIME  # when the simulated machine started
        self._skew = timedelta(0)  # how far the integration's own clock is ahead of ``_now``
        self._tz = tz  # the zone of naive and local times
        self._run = _Run(None, self._now + _NEVER)  # limits and counts of the current run
        self._turns = turns = Turns()  # which threads wait, and until when
        # What the patches of waits call.
        self.born, self.alone, self.real, self.working = (
            turns.born,
            turns.alone,
            turns.real,
            turns.working,
        )
        self._alarm = Alarm()  # the signal that the integration asked for
        self._watcher: Watcher | None = None  # is called before the clock moves
        self._factory: Any = None  # freezegun's, while the clock is frozen
        self._kept: tuple[Place, ...] | None = None  # where libraries stored time functions

    def reset(self, start: datetime, tz: str | None = None) -> None:
        """Begin another run at ``start``, inside ``frozen()`` or outside: no step, alarm, limit or wait of
        the run before is left. A new zone ``tz`` counts from the next ``frozen()`` on.
        """
        self.end_fetch()
        with self._turns.lock:
            self._tz = self._tz if tz is None else tz
            self._skew = timedelta(0)
            self._watcher = None
            self._booted = plain(start) - _UPTIME
            self._run = _Run(None, plain(start) + _NEVER)
            self._set(plain(start))

    @property
    def killed(self) -> bool:
        return self._run.killed

    @property
    def slept_s(self) -> float:
        return self._run.slept_s

    def watch(self, watcher: Watcher | None) -> None:
        self._watcher = watcher

    def awaited(self, seconds: float) -> None:
        self._run.slept_s = max(self._run.slept_s - seconds, 0.0)

    def begin_stretch(self) -> None:
        self._run.slept_s = 0.0
        self._run.limit = self._now + _NEVER

    def now(self) -> datetime:
        return self._now

    def _shown(self) -> datetime:
        """Return the time that the integration sees; a fault may have set it ahead of ``now``."""
        return self._now + self._skew

    def _shown_boot(self) -> datetime:
        """Return the time of the machine's start that the integration sees.

        It moves with a step of the clock, so that monotonic times do not jump.
        """
        return self._booted + self._skew

    def step(self, seconds: float) -> None:
        with self._turns.lock:
            self._skew += timedelta(seconds=seconds)
            self._set(self._now)

    def begin_fetch(self, kill_at: datetime | None) -> None:
        _join(self._turns.doomed_threads())
        with self._turns.lock:
            self._turns.spare()
            self._alarm = Alarm()
            deadline = plain(kill_at) if kill_at is not None else None
            self._run = _Run(deadline, deadline or self._now + _NEVER)

    def end_fetch(self) -> None:
        self.begin_fetch(None)

    def move_to(self, instant: datetime) -> None:
        there = plain(instant)
        if self._run.deadline is None:
            # The limit ends endless sleeps; the schedule's ticks may be further apart than that.
            self._run.limit = max(self._run.limit, there + _NEVER)
        while there > self._now:  # one advance is capped at _LONGEST_S
            self.advance((there - self._now).total_seconds())

    def advance(self, seconds: float) -> None:
        span = _span(seconds)
        if self._turns.alone():
            with self._turns.lock:
                if self._may_move(self._now + span, slept=False):
                    self._move(self._now + span)
            self._turns.check()
            return
        gate = Gate()
        self._wait(span, gate.pause, Wait(None, gate.ready, gate.rouse, slept=False))

    def block(
        self,
        seconds: float | None,
        pause: Callable[[float | None], Any],
        ready: Callable[[], bool] = never,
        rouse: Callable[[], None] = nothing,
    ) -> Any:
        if self._turns.real():
            return pause(seconds)
        if seconds == 0.0:
            self._turns.check()
            return pause(0.0)
        span = None if seconds is None else _span(seconds)
        return self._wait(span, pause, Wait(None, ready, rouse))

    def _wait(
        self, span: timedelta | None, pause: Callable[[float | None], Any], wait: Wait
    ) -> Any:
        """Let other threads run until this wait ends; if all threads are blocked, move the clock."""
        self._turns.check()
        if span is not None:
            wait.deadline = self._now + span
        looks = 0
        with self._turns.waiting(wait):
            while True:
                came = pause(0.0)
                if came:
                    return came
                self._turns.check()
                if wait.roused:
                    return False
                if self._move_if_blocked():
                    looks = 0
                    continue
                came = pause(self._turns.slice_s(wait, looks))
                wait.signalled = False
                if came:
                    return came
                looks += 1

    def _move_if_blocked(self) -> bool:
        """Move the clock to the next deadline or alarm if no thread can run; return whether it has moved."""
        ring = False
        with self._turns.lock:
            if self._turns.doomed():
                return True
            if not self._turns.all_blocked():
                return False
            due, alarm = self._turns.earliest(), self._alarm.deadline
            until = due.deadline if due is not None else None
            if alarm is not None and (until is None or alarm <= until):
                self._move(alarm)
                self._alarm = self._alarm.after()
                ring = True
            elif not self._may_move(until, due is not None and due.slept):
                pass
            elif due is not None and until is not None:
                self._end_wait(due, until)
            else:
                return self._move_to_horizon()
        if ring:
            self._turns.ring()
        return True

    def _end_wait(self, due: Wait, until: datetime) -> None:
        """Move the clock to the end of a thread's wait, and wake that thread."""
        before = self._now
        self._move(max(until, before))
        if due.slept:
            self._run.slept_s += (self._now - before).total_seconds()
        due.roused = True
        due.rouse()

    def _move_to_horizon(self) -> bool:
        """Move the clock to the next act of the server, since every thread waits without a limit.

        Returns False if the server will never act.
        """
        end = self._run.deadline if self._watcher is None else self._watcher.horizon()
        if end is None:
            return False
        self._move(end)
        return True

    def _may_move(self, until: datetime | None, slept: bool) -> bool:
        if self._watcher is None or self._watcher.before(until, slept):
            return True
        self._watcher = None
        self._turns.doom(Unwound)
        return False

    def _move(self, instant: datetime) -> None:
        """Set the clock. Raises KilledAtTimeout when it reaches the end of the fetch."""
        self._turns.check()
        if instant >= self._run.limit:
            self._set(max(self._run.limit, self._now))
            self._run.killed = True
            self._turns.doom(KilledAtTimeout)
            raise KilledAtTimeout
        self._set(instant)

    def _set(self, instant: datetime) -> None:
        self._now = instant
        if self._factory is not None:
            self._factory.time_to_freeze = (instant + self._skew).replace(tzinfo=None)

    def alarm(self, seconds: float, interval_s: float = 0.0) -> tuple[float, float]:
        with self._turns.lock:
            left = self.alarm_left()
            at = self._now + _span(seconds) if seconds > 0 else None
            self._alarm = Alarm(at, _span(interval_s))
            return left

    def alarm_left(self) -> tuple[float, float]:
        at, interval_s = self._alarm.deadline, self._alarm.interval.total_seconds()
        return (0.0, interval_s) if at is None else ((at - self._now).total_seconds(), interval_s)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Make the process's time functions and waits use this clock while the context is open.

        Raises RuntimeError if they already do.
        """
        if self._factory is not None:
            raise RuntimeError("the simulated clock is frozen already")
        with ExitStack() as stack:
            stack.enter_context(process_zone(self._tz))
            before = _functions()
            self._factory = stack.enter_context(frozen_time(self._shown, self._shown_boot))
            stack.callback(setattr, self, "_factory", None)
            stack.enter_context(patched_waits(self))
            by = {id(kept): now for kept, now in zip(before, _functions(), strict=True)}
            if self._kept is None:
                self._kept = places(frozenset(by))
            stack.enter_context(replaced(self._kept, by))
            self._turns.enter()
            stack.callback(self._turns.leave)
            yield


def _functions() -> tuple[Any, ...]:
    """Return the present objects of the time functions that libraries may have stored."""
    return tuple(getattr(time, name) for name in _STORED)


def _span(seconds: float) -> timedelta:
    """Return seconds as a timedelta, rounded up to microseconds, and capped so that no time overflows."""
    if not seconds >= 0:  # rejects NaN too
        raise ValueError("sleep length must be non-negative")
    capped_s = min(float(seconds), _LONGEST_S)
    return timedelta(microseconds=math.ceil(round(capped_s * 1e6, 2)))


def _join(threads: list[threading.Thread]) -> None:
    """Wait a short real time for each killed thread to end; a thread that does not end keeps running."""
    for thread in threads:
        _real_join(thread, _UNWINDING_S)


__all__ = ["Clock", "SimulatedClock", "WallClock"]
