"""Makes every way to ask for the time agree with every other, in the zone that the process is in.

freezegun knows one fixed offset and no daylight saving, answers with a subclass of ``datetime`` that
native code refuses (orjson, msgspec, ``yaml.safe_dump``), and leaves out a few functions. So the answers
are made here: real ``datetime`` objects, whose own methods then read the process's zone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

Now = Callable[[], datetime]


@contextmanager
def agreeing(api: Any, now: Now, booted: Now) -> Iterator[None]:
    """Replace freezegun's answers (``api`` is its module) by ones from ``now``, an aware real time.

    Monotonic times count from ``booted()``: near enough that a microsecond is not lost in a float.

    Enter it before freezegun starts: some answers are handed out then.
    """
    answers = (
        *_of_datetime(api, now),
        *_of_date(api, now),
        *_of_time_module(api, now, booted),
        *_left_out(now),
    )
    with ExitStack() as stack:
        for owner, name, value in answers:
            if name in vars(owner):
                stack.callback(setattr, owner, name, vars(owner)[name])
            else:
                stack.callback(delattr, owner, name)
            setattr(owner, name, value)
        yield


Answer = tuple[Any, str, Any]


def _of_datetime(api: Any, now: Now) -> tuple[Answer, ...]:
    real, fake, meta = api.real_datetime, api.FakeDatetime, api.FakeDatetimeMeta

    def new(cls: Any, *args: Any, **kwargs: Any) -> Any:
        return real.__new__(real if cls is fake else cls, *args, **kwargs)

    def of(cls: Any, value: Any) -> Any:
        """The same time as an instance of a class that inherits from the frozen one."""
        if cls is fake:
            return value
        date_and_time = (*value.timetuple()[:6], value.microsecond, value.tzinfo)
        return cls(*date_and_time, fold=value.fold)

    def current(cls: Any, tz: Any = None) -> Any:
        return of(
            cls, real.fromtimestamp(_seconds(now()), tz).replace(microsecond=now().microsecond)
        )

    def utcnow(cls: Any) -> Any:
        return of(cls, now().replace(tzinfo=None))

    def fromtimestamp(cls: Any, timestamp: float, tz: Any = None) -> Any:
        return of(cls, real.fromtimestamp(timestamp, tz))

    def utcfromtimestamp(cls: Any, timestamp: float) -> Any:
        return of(cls, real.utcfromtimestamp(timestamp))

    return (
        (fake, "__new__", staticmethod(new)),
        (fake, "now", classmethod(current)),
        (fake, "today", classmethod(lambda cls: cls.now())),
        (fake, "utcnow", classmethod(utcnow)),
        (fake, "fromtimestamp", classmethod(fromtimestamp)),
        (fake, "utcfromtimestamp", classmethod(utcfromtimestamp)),
        *((fake, name, getattr(real, name)) for name in ("timestamp", "astimezone", "date")),
        (api, "pickle_fake_datetime", lambda value: (fake, value.__reduce_ex__(4)[1])),
        *_one_class(meta, fake, real),
    )


def _of_date(api: Any, now: Now) -> tuple[Answer, ...]:
    real, fake = api.real_date, api.FakeDate

    def new(cls: Any, *args: Any, **kwargs: Any) -> Any:
        return real.__new__(real if cls is fake else cls, *args, **kwargs)

    def today(cls: Any) -> Any:
        return (
            real.fromtimestamp(_seconds(now()))
            if cls is fake
            else cls.fromtimestamp(_seconds(now()))
        )

    return (
        (fake, "__new__", staticmethod(new)),
        (fake, "today", classmethod(today)),
        *_one_class(api.FakeDateMeta, fake, real),
    )


def _one_class(meta: Any, fake: Any, real: Any) -> tuple[Answer, ...]:
    """The frozen class and the real one are equal, so that a table of types finds either."""

    def equal(cls: Any, other: Any) -> Any:
        if cls is fake and other is real:
            return True
        return type.__eq__(cls, other)

    def hashed(cls: Any) -> int:
        return hash(real) if cls is fake else type.__hash__(cls)

    return ((meta, "__eq__", equal), (meta, "__hash__", hashed))


def _of_time_module(api: Any, now: Now, booted: Now) -> tuple[Answer, ...]:
    def seconds() -> float:
        return (now() - EPOCH).total_seconds()

    def nanoseconds() -> int:
        return (now() - EPOCH) // _MICROSECOND * 1000

    def up_seconds() -> float:
        return (now() - booted()).total_seconds()

    def up_nanoseconds() -> int:
        return (now() - booted()) // _MICROSECOND * 1000

    def localtime(secs: float | None = None, /) -> time.struct_time:
        local: time.struct_time = api.real_localtime(_seconds(now()) if secs is None else secs)
        return local

    def gmtime(secs: float | None = None, /) -> time.struct_time:
        utc: time.struct_time = api.real_gmtime(_seconds(now()) if secs is None else secs)
        return utc

    def strftime(format: str, moment: Any = None, /) -> str:
        text: str = api.real_strftime(format, localtime() if moment is None else moment)
        return text

    since_boot = ("fake_monotonic", "fake_perf_counter")
    return (
        (api, "fake_time", _named("fake_time", seconds)),
        (api, "fake_time_ns", _named("fake_time_ns", nanoseconds)),
        *((api, name, _named(name, up_seconds)) for name in since_boot),
        *((api, f"{name}_ns", _named(f"{name}_ns", up_nanoseconds)) for name in since_boot),
        (api, "fake_localtime", _named("fake_localtime", localtime)),
        (api, "fake_gmtime", _named("fake_gmtime", gmtime)),
        (api, "fake_strftime", _named("fake_strftime", strftime)),
    )


def _named(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    """One function a name: freezegun tells its own by their identity."""

    def named(*args: Any) -> Any:
        return answer(*args)

    named.__name__ = name
    return named


def _left_out(now: Now) -> tuple[Answer, ...]:
    """What freezegun does not know of."""
    ctime, asctime = time.ctime, time.asctime
    clock_gettime, clock_gettime_ns = time.clock_gettime, time.clock_gettime_ns
    get_clock_info = time.get_clock_info
    since_boot = {
        getattr(time, name)
        for name in ("CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_BOOTTIME")
        if hasattr(time, name)
    }

    def frozen_ctime(secs: float | None = None, /) -> str:
        return ctime(_seconds(now()) if secs is None else secs)

    def frozen_asctime(moment: Any = None, /) -> str:
        return asctime(time.localtime() if moment is None else moment)

    def frozen_clock_gettime(clock: int, /) -> float:
        if clock == time.CLOCK_REALTIME:
            return time.time()
        return time.monotonic() if clock in since_boot else clock_gettime(clock)

    def frozen_clock_gettime_ns(clock: int, /) -> int:
        if clock == time.CLOCK_REALTIME:
            return time.time_ns()
        return time.monotonic_ns() if clock in since_boot else clock_gettime_ns(clock)

    def frozen_get_clock_info(name: Any, /) -> Any:
        """Event loops run what is due within the clock's resolution, which is a microsecond here."""
        info = get_clock_info(name)
        if name in ("time", "monotonic", "perf_counter"):
            info.resolution = 1e-6
        return info

    return (
        (time, "ctime", frozen_ctime),
        (time, "asctime", frozen_asctime),
        (time, "get_clock_info", frozen_get_clock_info),
        (time, "clock_gettime", frozen_clock_gettime),
        (time, "clock_gettime_ns", frozen_clock_gettime_ns),
    )


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(seconds=1)
