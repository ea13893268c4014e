"""Makes every way to ask for the time agree with every other, in the zone that the process is in.

freezegun knows one fixed offset and no daylight saving, and leaves out a few functions. It puts a class of
its own in the place of ``datetime``: libraries that inherited from the real one keep the real time, and
what asks for the exact type (exchangelib, orjson, msgspec, ``yaml.safe_dump``) refuses the other. So the
answers are made here, and ``datetime`` itself is made to give them.
"""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from ..record.times import EPOCH

_MICROSECOND = timedelta(microseconds=1)

Now = Callable[[], datetime]


@contextmanager
def agreeing(api: Any, now: Now, booted: Now) -> Iterator[None]:
    """Replace freezegun's answers (``api`` is its module) by ones from ``now``, an aware real time.

    Monotonic times count from ``booted()``: near enough that a microsecond is not lost in a float.

    Enter it before freezegun starts: some answers are handed out then.
    """
    answers = (
        *_of_classes(api),
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
        stack.enter_context(_telling(now))
        yield


Answer = tuple[Any, str, Any]


def _of_classes(api: Any) -> tuple[Answer, ...]:
    """They stay what they are: freezegun puts each class in its own place, and pickles it as itself."""
    return (
        (api, "FakeDatetime", datetime),
        (api, "FakeDate", date),
        (api, "pickle_fake_datetime", lambda value: value.__reduce_ex__(4)),
        (api, "pickle_fake_date", lambda value: value.__reduce_ex__(4)),
    )


@contextmanager
def _telling(now: Now) -> Iterator[None]:
    """Inside, ``datetime`` itself tells the time of the clock, and so does every class that inherits
    from it; ``today`` asks ``time.time``, which is frozen by then."""

    def current(cls: Any, tz: tzinfo | None = None) -> Any:
        moment = now()
        local = datetime.fromtimestamp(_seconds(moment), tz)
        return _as(cls, local.replace(microsecond=moment.microsecond))

    def utcnow(cls: Any) -> Any:
        return _as(cls, now().replace(tzinfo=None))

    # Python lets nobody change a class of its own; what it keeps the methods in is a plain dictionary.
    methods = gc.get_referents(vars(datetime))[0]
    before = {name: methods[name] for name in ("now", "utcnow")}
    try:
        methods.update(now=classmethod(current), utcnow=classmethod(utcnow))
        _forget_methods(datetime)
        yield
    finally:
        methods.update(before)
        _forget_methods(datetime)


def _forget_methods(cls: type) -> None:
    """The interpreter remembers where it found a method."""
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))


def _as(cls: Any, moment: datetime) -> Any:
    """The same time as an instance of a class that inherits from ``datetime``."""
    if cls is datetime:
        return moment
    date_and_time = (*moment.timetuple()[:6], moment.microsecond, moment.tzinfo)
    return cls(*date_and_time, fold=moment.fold)


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
