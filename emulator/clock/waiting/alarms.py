"""Make ``signal.alarm`` and ``setitimer`` count simulated time."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from math import ceil

from .waiting_clock import WaitingClock, replace_attribute


@dataclass(frozen=True)
class Alarm:
    """A signal that the clock sends at ``deadline``, and then again after every ``interval`` (zero:
    never).
    """

    deadline: datetime | None = None
    interval: timedelta = timedelta()

    def after(self) -> Alarm:
        """Return the alarm that is set after this one was sent."""
        if self.deadline is None or not self.interval:
            return Alarm()
        return Alarm(self.deadline + self.interval, self.interval)


def patch_alarms(clock: WaitingClock, stack: ExitStack) -> None:
    """Make the alarm functions of ``signal`` use the simulated clock; closing ``stack`` undoes it."""
    if not hasattr(signal, "setitimer"):
        return
    originals = {name: getattr(signal, name) for name in ("alarm", "setitimer", "getitimer")}

    @wraps(originals["alarm"])
    def alarm(seconds: int, /) -> int:
        return ceil(clock.alarm(float(seconds))[0])

    @wraps(originals["setitimer"])
    def setitimer(which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
        if which != signal.ITIMER_REAL:
            left: tuple[float, float] = originals["setitimer"](which, seconds, interval)
            return left
        return clock.alarm(float(seconds), float(interval))

    @wraps(originals["getitimer"])
    def getitimer(which: int, /) -> tuple[float, float]:
        if which != signal.ITIMER_REAL:
            left: tuple[float, float] = originals["getitimer"](which)
            return left
        return clock.alarm_left()

    for name, replaced in (("alarm", alarm), ("setitimer", setitimer), ("getitimer", getitimer)):
        replace_attribute(stack, signal, name, replaced)
