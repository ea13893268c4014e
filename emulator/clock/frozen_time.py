"""Patch every Python time function to return the simulated time, in the process's time zone.

freezegun does the patching. But its own time functions know only one fixed offset without daylight saving
time, and it leaves out some functions. Its replacement for ``datetime`` is another class: libraries that
subclass the real class keep the real time, and libraries that check for the exact type (exchangelib, orjson,
msgspec, ``yaml.safe_dump``) reject the replacement. So this module supplies the functions, and changes the
class ``datetime`` itself to return simulated times.
"""

from __future__ import annotations

import ctypes
import gc
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from ..record.times import EPOCH

_MICROSECOND = timedelta(microseconds=1)
_DIRECTIVE = re.compile("%(.)", re.DOTALL)

Now = Callable[[], datetime]


# freezegun's defaults that would let an integration see the real time.
_NOT_IGNORED = ("threading", "queue", "gi")
# Modules whose time functions freezegun leaves real; a name includes the modules below it. Only times that
# a module imported by name stay real there, such as ``from time import perf_counter``.
IGNORED_BY_FREEZEGUN = [
    "xfetch.emulator.clock.simulated",
    "xfetch.emulator.clock.waiting",
    "xfetch.emulator.running.simulation",
    "rich",
]


@contextmanager
def frozen_time(now: Now, booted: Now) -> Iterator[Any]:
    """Make the process's time functions return the simulated time while the context is open.

    ``now`` returns the simulated time, aware and in UTC. Monotonic times count from ``booted()``; it must be
    so near that a float of the seconds since then is exact to the microsecond.

    Yields freezegun's factory: set its ``time_to_freeze`` (naive, in UTC) whenever ``now`` changes.
    """
    import freezegun
    from freezegun import api

    settings, limit = freezegun.config.settings, api.call_stack_inspection_limit
    defaults = list(settings.default_ignore_list)
    # With a limit, freezegun answers with the real time wherever an ignored module stands on the
    # stack, and by default it ignores threading, queue, and every module whose name begins with "gi".
    api.call_stack_inspection_limit = 0
    settings.default_ignore_list[:] = [name for name in defaults if name not in _NOT_IGNORED]
    freezer = freezegun.freeze_time(now().replace(tzinfo=None), ignore=list(IGNORED_BY_FREEZEGUN))
    with ExitStack() as stack:
        stack.callback(setattr, api, "call_stack_inspection_limit", limit)
        stack.callback(settings.default_ignore_list.__setitem__, slice(None), defaults)
        # freezegun copies some of its answers when it starts: replace them first.
        stack.enter_context(_replaced_answers(api, now, booted))
        factory = freezer.start()
        stack.callback(freezer.stop)
        yield factory


@contextmanager
def _replaced_answers(api: object, now: Now, booted: Now) -> Iterator[None]:
    """Replace the time functions that freezegun supplies (``api`` is its module), and patch those it leaves
    out.
    """
    answers = (
        *_class_answers(api),
        *_time_module_answers(api, now, booted),
        *_answers_freezegun_lacks(now),
    )
    with ExitStack() as stack:
        for owner, name, value in answers:
            if name in vars(owner):
                stack.callback(setattr, owner, name, vars(owner)[name])
            else:
                stack.callback(delattr, owner, name)
            setattr(owner, name, value)
        stack.enter_context(_simulated_datetime(now))
        stack.enter_context(_padded_years())
        yield


Answer = tuple[Any, str, Any]  # a module, the name of its attribute, the attribute's new value


def _class_answers(api: object) -> tuple[Answer, ...]:
    """Make freezegun replace ``datetime`` and ``date`` by the same classes, so that both stay in place."""
    return (
        (api, "FakeDatetime", datetime),
        (api, "FakeDate", date),
        (api, "pickle_fake_datetime", lambda value: value.__reduce_ex__(4)),
        (api, "pickle_fake_date", lambda value: value.__reduce_ex__(4)),
    )


@contextmanager
def _simulated_datetime(now: Now) -> Iterator[None]:
    """Make ``datetime`` and its subclasses return the simulated time.

    ``today`` needs no patch: it calls ``time.time``, which is patched.
    """

    def current(cls: object, tz: tzinfo | None = None) -> Any:
        moment = now()
        local = datetime.fromtimestamp(_seconds(moment), tz)
        return _converted(cls, local.replace(microsecond=moment.microsecond))

    def utcnow(cls: object) -> Any:
        return _converted(cls, now().replace(tzinfo=None))

    # Python does not let code assign to a built-in class, but the class's methods are in a dictionary.
    methods = gc.get_referents(vars(datetime))[0]
    before = {name: methods[name] for name in ("now", "utcnow")}
    try:
        methods.update(now=classmethod(current), utcnow=classmethod(utcnow))
        _clear_method_cache(datetime)
        yield
    finally:
        methods.update(before)
        _clear_method_cache(datetime)


@contextmanager
def _padded_years() -> Iterator[None]:
    """Make ``strftime`` write ``%Y`` with four digits, as the C library of the platform's images (musl) does.

    glibc and macOS write 1 for the year of ``datetime.min``, and ``strptime`` cannot read that.
    """
    real = date.strftime

    def strftime(day: date, *given: str, **named: str) -> str:
        if day.year >= 1000:
            return real(day, *given, **named)
        (text,) = (*given, *named.values())
        return real(day, _DIRECTIVE.sub(lambda one: _year_of(day, one), text))

    methods = gc.get_referents(vars(date))[0]
    before = methods["strftime"]
    try:
        methods["strftime"] = strftime
        _clear_method_cache(date)
        yield
    finally:
        methods["strftime"] = before
        _clear_method_cache(date)


def _year_of(day: date, directive: re.Match[str]) -> str:
    return f"{day.year:04}" if directive[1] == "Y" else directive[0]


def _clear_method_cache(cls: type) -> None:
    """Make the interpreter look up the methods of a class again: it has cached the unpatched ones."""
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))


def _converted(cls: Any, moment: datetime) -> Any:
    """Return the same time as an instance of ``cls``, which is ``datetime`` or a subclass of it."""
    if cls is datetime:
        return moment
    date_and_time = (*moment.timetuple()[:6], moment.microsecond, moment.tzinfo)
    return cls(*date_and_time, fold=moment.fold)


def _time_module_answers(api: Any, now: Now, booted: Now) -> tuple[Answer, ...]:
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

    answers: dict[str, Callable[..., Any]] = {
        "fake_time": seconds,
        "fake_time_ns": nanoseconds,
        "fake_monotonic": up_seconds,
        "fake_monotonic_ns": up_nanoseconds,
        "fake_perf_counter": up_seconds,
        "fake_perf_counter_ns": up_nanoseconds,
        "fake_localtime": localtime,
        "fake_gmtime": gmtime,
        "fake_strftime": strftime,
    }
    return tuple((api, name, _named(name, answer)) for name, answer in answers.items())


def _named(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Return a new function ``name`` that calls ``answer``: freezegun needs a different object for each
    function.
    """

    def named(*args: Any) -> Any:
        return answer(*args)

    named.__name__ = name
    return named


def _answers_freezegun_lacks(now: Now) -> tuple[Answer, ...]:
    """Return replacements for the time functions that freezegun does not patch."""
    ctime, asctime = time.ctime, time.asctime
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

    def frozen_gettime(real: Callable[[int], Any], realtime: str, monotonic: str) -> Any:
        def gettime(clock: int, /) -> Any:
            if clock == time.CLOCK_REALTIME:
                return getattr(time, realtime)()
            return getattr(time, monotonic)() if clock in since_boot else real(clock)

        return gettime

    def frozen_get_clock_info(name: Any, /) -> Any:
        """Report a resolution of a microsecond: event loops run timers that are due within the resolution."""
        info = get_clock_info(name)
        if name in ("time", "monotonic", "perf_counter"):
            info.resolution = 1e-6
        return info

    return (
        (time, "ctime", frozen_ctime),
        (time, "asctime", frozen_asctime),
        (time, "get_clock_info", frozen_get_clock_info),
        (time, "clock_gettime", frozen_gettime(time.clock_gettime, "time", "monotonic")),
        (
            time,
            "clock_gettime_ns",
            frozen_gettime(time.clock_gettime_ns, "time_ns", "monotonic_ns"),
        ),
    )


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(seconds=1)
