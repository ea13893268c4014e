"""The clock an integration lives by: simulated, or the real one. The only room that knows freezegun.

``frozen()`` starts freezegun once and patches everything that waits; inside, moving the clock is cheap.
What freezegun cannot reach: a time function kept in a default argument, a class attribute or a
dictionary before the freeze, and native code.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from .errors import KilledAtTimeout
from .recorder import plain
from .waiting import Waiters, patched_waits

_NEVER = timedelta(days=365)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NOT_IGNORED = ("threading", "queue", "gi")
_IGNORED = [
    "xfetch.emulator.clock",
    "xfetch.emulator.waiting",
    "xfetch.emulator.simulation",
    "rich",
]


class Clock(Protocol):
    """Times are aware and in UTC, real ``datetime`` objects; lengths in seconds."""

    simulated: bool

    @property
    def killed(self) -> bool:
        """Whether the run reached the moment at which it is killed."""

    @property
    def slept_s(self) -> float:
        """How long the run has waited since ``kill_at`` was last called."""

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> None:
        """Time passes. Raises KilledAtTimeout at the moment of the kill."""

    def move_to(self, instant: datetime) -> None:
        """Between two runs; an earlier instant is ignored."""

    def kill_at(self, instant: datetime | None) -> None:
        """The moment at which the server kills the run; a new one begins a new run."""

    def working(self) -> AbstractContextManager[None]:
        """Inside, this thread does something real (loopback IO, a child process): the clock stands
        still for it, however long it takes, and what it waits for there it waits for in real time."""

    def frozen(self) -> AbstractContextManager[None]:
        """Inside, the process lives by this clock."""


class SimulatedClock:
    """Moves only when it is told to, or when code waits.

    ``tz`` is the zone of naive and local times. Raises RuntimeError when it is frozen twice.
    """

    simulated = True

    def __init__(self, start: datetime, tz: str = "UTC") -> None:
        self._now = plain(start)
        self._zone = ZoneInfo(tz)
        self._tz = tz
        self._factory: Any = None
        self._lock = threading.RLock()
        self._waiters = Waiters()
        self._begin(None)

    def _begin(self, deadline: datetime | None) -> None:
        self._deadline = deadline
        self._limit = deadline if deadline is not None else self._now + _NEVER
        self.killed = False
        self.slept_s = 0.0

    def now(self) -> datetime:
        return self._now

    def kill_at(self, instant: datetime | None) -> None:
        with self._lock:
            self._begin(plain(instant) if instant is not None else None)

    def move_to(self, instant: datetime) -> None:
        with self._lock:
            if instant > self._now:
                self._set(plain(instant))

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._reach(self._now + _span(seconds))

    def wait(self, seconds: float, poll: Callable[[float], Any]) -> Any:
        """Wait on the simulated clock: first whatever can run runs, then the clock jumps.

        ``poll`` waits at most so many real seconds for what is waited for, and answers something true
        when it came; its answer is returned, or False when the time was up.
        """
        if self.killed:
            raise KilledAtTimeout
        if seconds <= 0 or self._waiters.at_work():
            return poll(max(seconds, 0.0))
        with self._lock:
            began = self._now
            deadline = began + _span(seconds)
        with self._waiters.waiting(deadline):
            while True:
                if self._waiters.alone():
                    came = poll(0.0)
                    if came:
                        return came
                    self._jump(deadline)
                else:
                    came = poll(self._waiters.slice_s())
                    if came:
                        return came
                    if self._waiters.all_blocked():
                        self._jump(self._waiters.earliest())
                if self._now >= deadline:
                    with self._lock:
                        self.slept_s += (deadline - began).total_seconds()
                    return False

    def working(self) -> AbstractContextManager[None]:
        return self._waiters.working()

    def _jump(self, instant: datetime) -> None:
        with self._lock:
            self._reach(max(instant, self._now))

    def _reach(self, instant: datetime) -> None:
        if self.killed:
            raise KilledAtTimeout
        if instant >= self._limit:
            self._set(max(self._limit, self._now))
            self.killed = True
            raise KilledAtTimeout
        self._set(instant)

    def _set(self, instant: datetime) -> None:
        self._now = instant
        if self._factory is not None:
            self._factory.time_to_freeze = _naive(instant)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        if self._factory is not None:
            raise RuntimeError("the clock is frozen already")
        with ExitStack() as stack:
            stack.enter_context(_zone(self._tz))
            stack.enter_context(self._freeze())
            stack.enter_context(patched_waits(self))
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
        freezer = freezegun.freeze_time(_naive(self._now), ignore=list(_IGNORED))
        with ExitStack() as stack:
            stack.callback(setattr, api, "call_stack_inspection_limit", limit)
            stack.callback(settings.default_ignore_list.__setitem__, slice(None), defaults)
            if self._tz != "UTC":
                stack.enter_context(_zoned(api, self._zone))
            self._factory = freezer.start()
            stack.callback(freezer.stop)
            stack.callback(setattr, self, "_factory", None)
            yield


class WallClock:
    """The real clock, for the real product: waiting really waits, and nothing is killed."""

    simulated = False
    killed = False
    slept_s = 0.0

    def __init__(self, tz: str = "UTC") -> None:
        self._tz = tz

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def advance(self, seconds: float) -> None:
        """Real time passes by itself."""

    def move_to(self, instant: datetime) -> None:
        while (left_s := (instant - self.now()).total_seconds()) > 0:
            time.sleep(min(left_s, 1.0))

    def kill_at(self, instant: datetime | None) -> None:
        """The real clock cannot be stopped at a moment; a run ends when it ends."""

    def working(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        with _zone(self._tz):
            yield


@contextmanager
def _zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = before
        time.tzset()


@contextmanager
def _zoned(api: Any, zone: ZoneInfo) -> Iterator[None]:
    """freezegun knows one fixed offset, and adds it to aware times too; a zone has daylight saving.

    So under a zone other than UTC its naive answers are computed here, from the zone itself.
    """
    fake, day = api.FakeDatetime, api.FakeDate

    def current() -> datetime:
        naive: datetime = api.get_current_time()
        return naive.replace(tzinfo=timezone.utc)

    def now(cls: Any, tz: Any = None) -> Any:
        local = current().astimezone(tz or zone)
        return api.datetime_to_fakedatetime(local if tz else local.replace(tzinfo=None))

    def fromtimestamp(cls: Any, t: float, tz: Any = None) -> Any:
        local = api.real_datetime.fromtimestamp(t, tz or zone)
        return api.datetime_to_fakedatetime(local if tz else local.replace(tzinfo=None))

    def timestamp(self: Any) -> float:
        aware = self if self.tzinfo is not None else self.replace(tzinfo=zone)
        return float((api.real_datetime.astimezone(aware, timezone.utc) - _EPOCH).total_seconds())

    def today(cls: Any) -> Any:
        return api.date_to_fakedate(current().astimezone(zone).date())

    def localtime(t: float | None = None) -> time.struct_time:
        local: time.struct_time = api.real_localtime(current().timestamp() if t is None else t)
        return local

    replaced = (
        (fake, "now", classmethod(now)),
        (fake, "today", classmethod(lambda cls: cls.now())),
        (fake, "fromtimestamp", classmethod(fromtimestamp)),
        (fake, "timestamp", timestamp),
        (day, "today", classmethod(today)),
        (api, "fake_localtime", localtime),
    )
    with ExitStack() as stack:
        for owner, name, value in replaced:
            stack.callback(setattr, owner, name, vars(owner)[name])
            setattr(owner, name, value)
        yield


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(timezone.utc).replace(tzinfo=None)


def _span(seconds: float) -> timedelta:
    """A length that no back-off can make overflow, in whole microseconds and never too short."""
    if math.isnan(seconds) or seconds < 0:
        raise ValueError("sleep length must be non-negative")
    capped_s = min(float(seconds), 10 * _NEVER.total_seconds())
    return timedelta(microseconds=math.ceil(round(capped_s * 1e6, 2)))


__all__ = ["Clock", "SimulatedClock", "WallClock"]
