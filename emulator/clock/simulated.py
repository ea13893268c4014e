"""The clock an integration lives by: simulated, or the real one. The only room that knows freezegun.

``frozen()`` starts freezegun once and patches everything that waits; inside, moving the clock is cheap.
``agreeing`` makes the answers, ``kept`` finds what libraries put away before; what neither reaches (a
time function in a closure, a dictionary or an instance, and native code) stays real.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from ..errors import Interruption, KilledAtTimeout, Unwound
from ..record.recorder import plain
from .frozen_time import agreeing
from .kept_functions import Place, places, replaced
from .protocol import Clock, Watcher
from .waiting import Alarm, Gate, Turns, Wait, never, nothing, patched_waits
from .wall import WallClock, process_zone

_NEVER = timedelta(days=365)
_LONGEST_S = 10 * _NEVER.total_seconds()
_KEPT = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "localtime",
    "gmtime",
    "sleep",
)
_UPTIME = timedelta(days=1)
_UNWINDING_S = 0.5
_real_join = threading.Thread.join
_NOT_IGNORED = ("threading", "queue", "gi")
IGNORED_BY_FREEZEGUN = [
    "xfetch.emulator.clock.simulated",
    "xfetch.emulator.clock.waiting",
    "xfetch.emulator.running.simulation",
    "rich",
]


class SimulatedClock:
    """Moves only when it is told to, or when everybody waits.

    ``tz`` is the zone of naive and local times. Raises RuntimeError when it is frozen twice.
    """

    simulated = True

    def __init__(self, start: datetime, tz: str = "UTC") -> None:
        self._now = plain(start)
        self._booted = self._now - _UPTIME
        self._tz = tz
        self._factory: Any = None
        self._turns = Turns()
        self._alarm = Alarm()
        self._skew = timedelta(0)
        self._kept: tuple[Place, ...] | None = None
        self._watcher: Watcher | None = None
        self._fate: type[Interruption] = KilledAtTimeout
        self._begin(None)

    def _begin(self, deadline: datetime | None) -> None:
        self._deadline = deadline
        self._limit = deadline if deadline is not None else self._now + _NEVER
        self.killed = False
        self.slept_s = 0.0

    def watch(self, watcher: Watcher | None) -> None:
        self._watcher = watcher

    def begin_stretch(self) -> None:
        self.slept_s = 0.0
        self._limit = self._now + _NEVER

    def now(self) -> datetime:
        return self._now

    def _shown(self) -> datetime:
        """What the integration's own clock says."""
        return self._now + self._skew

    def _shown_boot(self) -> datetime:
        """A step of the clock leaves the time since the start alone."""
        return self._booted + self._skew

    def step(self, seconds: float) -> None:
        with self._turns.lock:
            self._skew += timedelta(seconds=seconds)
            self._set(self._now)

    def kill_at(self, instant: datetime | None) -> None:
        _let_go(self._turns.doomed_threads())
        with self._turns.lock:
            self._turns.spare()
            self._alarm = Alarm()
            self._begin(plain(instant) if instant is not None else None)

    def move_to(self, instant: datetime) -> None:
        there = plain(instant)
        if self._deadline is None:
            # The limit ends sleeps that have no end; the schedule's ticks may be further apart.
            self._limit = max(self._limit, there + _NEVER)
        while there > self._now:  # one advance is capped at _LONGEST_S
            self.advance((there - self._now).total_seconds())

    def advance(self, seconds: float) -> None:
        span = _span(seconds)
        if self._turns.alone():
            with self._turns.lock:
                if self._may_move(self._now + span, slept=False):
                    self._move(self._now + span)
            self._check_killed()
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
            self._check_killed()
            return pause(0.0)
        span = None if seconds is None else _span(seconds)
        return self._wait(span, pause, Wait(None, ready, rouse))

    def _wait(
        self, span: timedelta | None, pause: Callable[[float | None], Any], wait: Wait
    ) -> Any:
        """Whatever can run runs first; when all is blocked, the clock jumps to the earliest deadline."""
        self._check_killed()
        if span is not None:
            wait.deadline = self._now + span
        looks = 0
        with self._turns.waiting(wait):
            while True:
                came = pause(0.0)
                if came:
                    return came
                self._check_killed()
                if wait.roused:
                    return False
                if self._step():
                    looks = 0
                    continue
                came = pause(self._turns.slice_s(wait, looks))
                wait.signalled = False
                if came:
                    return came
                looks += 1

    def _step(self) -> bool:
        """Move to whatever comes next, if nothing can happen before; whether it did."""
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
                self._let(due, until)
            else:
                return self._move_on()
        if ring:
            self._ring()
        return True

    def _let(self, due: Wait, until: datetime) -> None:
        """One wait is over; the thread runs until it waits again."""
        before = self._now
        self._move(max(until, before))
        if due.slept:
            self.slept_s += (self._now - before).total_seconds()
        due.roused = True
        due.rouse()

    def _move_on(self) -> bool:
        """Nobody waits for any moment: nothing can ever wake them, but the server will."""
        end = self._deadline if self._watcher is None else self._watcher.horizon()
        if end is None:
            return False
        self._move(end)
        return True

    def _may_move(self, until: datetime | None, slept: bool) -> bool:
        if self._watcher is None or self._watcher.before(until, slept):
            return True
        self._watcher = None
        self._fate = Unwound
        self._turns.doom()
        return False

    def _ring(self) -> None:
        """The signal of an alarm; Python's handler runs in the main thread."""
        main = threading.main_thread()
        if main is threading.current_thread():
            signal.raise_signal(signal.SIGALRM)
            return
        with self._turns.lock:
            wait = self._turns.of(main)
            if wait is not None:
                wait.signalled = True
        if main.ident is not None:
            signal.pthread_kill(main.ident, signal.SIGALRM)
        if wait is not None:
            wait.rouse()

    def _move(self, instant: datetime) -> None:
        """Raises KilledAtTimeout at the moment of the kill."""
        self._check_killed()
        if instant >= self._limit:
            self._set(max(self._limit, self._now))
            self.killed = True
            self._fate = KilledAtTimeout
            self._turns.doom()
            raise KilledAtTimeout
        self._set(instant)

    def _check_killed(self) -> None:
        if self._turns.doomed():
            raise self._fate

    def _set(self, instant: datetime) -> None:
        self._now = instant
        if self._factory is not None:
            self._factory.time_to_freeze = _naive(instant + self._skew)

    def working(self) -> AbstractContextManager[None]:
        return self._turns.working()

    # What the patches of waits ask

    def born(self, thread: threading.Thread) -> None:
        self._turns.born(thread)

    def alone(self) -> bool:
        return self._turns.alone()

    def real(self) -> bool:
        return self._turns.real()

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
        if self._factory is not None:
            raise RuntimeError("the clock is frozen already")
        with ExitStack() as stack:
            stack.enter_context(process_zone(self._tz))
            before = _functions()
            stack.enter_context(self._freeze())
            stack.enter_context(patched_waits(self))
            by = {id(kept): now for kept, now in zip(before, _functions(), strict=True)}
            if self._kept is None:
                self._kept = places(frozenset(by))
            stack.enter_context(replaced(self._kept, by))
            self._turns.enter()
            stack.callback(self._turns.leave)
            yield

    @contextmanager
    def _freeze(self) -> Iterator[None]:
        import freezegun
        from freezegun import api

        settings, limit = freezegun.config.settings, api.call_stack_inspection_limit
        defaults = list(settings.default_ignore_list)
        # With a limit, freezegun answers with the real time wherever an ignored module stands on the
        # stack, and by default it ignores threading, queue, and whatever begins with "gi".
        api.call_stack_inspection_limit = 0
        settings.default_ignore_list[:] = [name for name in defaults if name not in _NOT_IGNORED]
        freezer = freezegun.freeze_time(
            _naive(self._now + self._skew), ignore=list(IGNORED_BY_FREEZEGUN)
        )
        with ExitStack() as stack:
            stack.callback(setattr, api, "call_stack_inspection_limit", limit)
            stack.callback(settings.default_ignore_list.__setitem__, slice(None), defaults)
            stack.enter_context(agreeing(api, self._shown, self._shown_boot))
            self._factory = freezer.start()
            stack.callback(freezer.stop)
            stack.callback(setattr, self, "_factory", None)
            yield


def _functions() -> tuple[Any, ...]:
    """What libraries keep of the time module; the originals while nothing is frozen."""
    return tuple(getattr(time, name) for name in _KEPT)


def _naive(instant: datetime) -> datetime:
    """``instant`` is in UTC, as all of the clock's own are."""
    return instant.replace(tzinfo=None)


def _span(seconds: float) -> timedelta:
    """A length that no back-off can make overflow, in whole microseconds and never too short."""
    if not seconds >= 0:  # not even "not a number" is
        raise ValueError("sleep length must be non-negative")
    capped_s = min(float(seconds), _LONGEST_S)
    return timedelta(microseconds=math.ceil(round(capped_s * 1e6, 2)))


def _let_go(threads: list[threading.Thread]) -> None:
    """Killed threads unwind at their next wait; one that does not is left behind."""
    for thread in threads:
        _real_join(thread, _UNWINDING_S)


__all__ = ["Clock", "SimulatedClock", "WallClock"]
