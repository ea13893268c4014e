"""All of Python's time functions return the same time, in every zone."""

from __future__ import annotations

import asyncio
import calendar
import copy
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from time import time as time_imported_ahead
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.clock.waiting.worlds import frozen
from xfetch.emulator.clock.simulated import SimulatedClock

REAL_DATETIME, REAL_DATE = datetime, date
UTC = timezone.utc

# (zone, an instant shortly before its clocks change): forward, then back.
CHANGES = [
    ("UTC", "2024-03-10T06:58:00"),
    ("America/New_York", "2024-03-10T06:58:00"),
    ("America/New_York", "2024-11-03T05:58:00"),
    ("Europe/Paris", "2024-03-31T00:58:00"),
    ("Europe/Paris", "2024-10-27T00:58:00"),
    ("Australia/Lord_Howe", "2024-10-05T15:28:00"),
    ("Australia/Lord_Howe", "2024-04-06T14:58:00"),
]


def agree(instant: datetime, zone: str) -> None:
    """Compare all time functions with the instant and the zone's rules."""
    local = instant.astimezone(ZoneInfo(zone))
    naive, utc = local.replace(tzinfo=None), instant.replace(tzinfo=None)
    seconds = instant.timestamp()
    assert datetime.now() == datetime.today() == naive
    assert datetime.now().fold == local.fold, "which of the two hours that bear the same name"
    assert datetime.now(UTC) == instant
    # Aware times in an hour that comes twice are never equal to others (PEP 495): compare instants.
    assert datetime.now(tz=ZoneInfo(zone)).astimezone(UTC) == instant
    assert datetime.now(ZoneInfo("Asia/Tokyo")).utcoffset() == timedelta(hours=9)
    assert datetime.utcnow() == utc
    assert date.today() == naive.date()
    assert time.time() == seconds == time_imported_ahead()
    assert time.time_ns() == round(seconds * 1e6) * 1000
    assert datetime.now().timestamp() == seconds
    assert datetime.now().astimezone() == instant
    assert datetime.now().astimezone().utcoffset() == local.utcoffset()
    assert datetime.now(UTC).astimezone().replace(tzinfo=None) == naive
    assert datetime.fromtimestamp(seconds) == naive
    assert datetime.fromtimestamp(seconds, UTC) == instant
    assert datetime.utcfromtimestamp(seconds) == utc
    assert date.fromtimestamp(seconds) == naive.date()
    agree_in_time_module(local, utc, seconds)


def agree_in_time_module(local: datetime, utc: datetime, seconds: float) -> None:
    names = time.localtime()
    dst = bool(local.dst())
    assert names[:6] == local.timetuple()[:6]
    assert (names.tm_isdst, names.tm_zone) == (int(dst), local.tzname())
    assert names.tm_gmtoff == local.utcoffset().total_seconds()  # type: ignore[union-attr]
    assert time.localtime(seconds) == names
    assert time.gmtime()[:6] == utc.timetuple()[:6]
    assert (time.gmtime().tm_isdst, time.gmtime().tm_zone) == (0, time.gmtime(0).tm_zone)
    assert calendar.timegm(time.gmtime()) == int(seconds)
    assert time.mktime(names) == int(seconds)
    assert time.strftime("%Y-%m-%d %H:%M:%S %z") == local.strftime("%Y-%m-%d %H:%M:%S %z")
    assert time.strftime("%H:%M", time.gmtime()) == utc.strftime("%H:%M")
    assert time.ctime() == time.ctime(seconds) == time.asctime() == local.ctime()
    assert time.clock_gettime(time.CLOCK_REALTIME) == seconds
    assert time.clock_gettime_ns(time.CLOCK_MONOTONIC) == time.monotonic_ns()
    assert time.monotonic() == time.perf_counter() == time.clock_gettime(time.CLOCK_MONOTONIC)
    assert abs(time.monotonic_ns() / 1e9 - time.monotonic()) < 1e-6
    assert time.perf_counter_ns() == time.monotonic_ns()


def here(check: Callable[[], None]) -> None:
    check()


def in_a_thread(check: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            check()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def in_a_pool(check: Callable[[], None]) -> None:
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(check) for _ in range(4)]:
            future.result()


def in_a_coroutine(check: Callable[[], None]) -> None:
    async def main() -> None:
        check()
        await asyncio.gather(asyncio.to_thread(check), asyncio.sleep(0))

    asyncio.run(main())


@pytest.mark.parametrize("where", [here, in_a_thread, in_a_pool, in_a_coroutine])
@pytest.mark.parametrize(("zone", "start"), CHANGES)
def test_all_times_agree_across_a_change_of_the_clocks(
    zone: str, start: str, where: Callable[[Callable[[], None]], None]
) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=UTC, microsecond=123456)
    with frozen(zone, began) as world:
        monotonic = time.monotonic()
        for minutes in range(0, 120, 5):
            instant = began + timedelta(minutes=minutes)
            assert world.clock.now() == instant
            assert time.monotonic() - monotonic == minutes * 60
            where(lambda instant=instant: agree(instant, zone))  # type: ignore[misc]
            time.sleep(300)


@settings(max_examples=30, deadline=None)
@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["UTC", *sorted({zone for zone, _ in CHANGES}), "Asia/Kathmandu"]),
)
def test_all_times_agree_at_any_moment(start: datetime, zone: str) -> None:
    with frozen(zone, start):
        agree(start, zone)


def test_a_datetime_made_while_frozen_is_a_real_one() -> None:
    with frozen():
        made = [
            datetime.now(),
            datetime.utcnow(),
            datetime.now(UTC),
            datetime(2024, 1, 1),
            datetime.fromtimestamp(0),
            datetime.strptime("2024", "%Y"),
            datetime.fromisoformat("2024-01-01"),
            datetime.combine(date.today(), datetime.min.time()),
            datetime.now() + timedelta(1),
            datetime.now().replace(hour=1),
        ]
        days = [
            date.today(),
            date(2024, 1, 1),
            datetime.now().date(),
            date.fromisoformat("2024-01-01"),
        ]
        assert all(isinstance(moment, datetime) for moment in made)
        assert all(isinstance(day, date) for day in days)
    assert {type(moment) for moment in made} == {REAL_DATETIME}
    assert {type(day) for day in days} == {REAL_DATE}


def test_a_table_of_types_finds_a_datetime_under_either_class() -> None:
    made_before = {REAL_DATETIME: "a time", REAL_DATE: "a day"}
    with frozen():
        made_within = {datetime: "a time", date: "a day"}
        for table in (made_before, made_within):
            assert table[type(datetime.now())] == table[datetime] == "a time"
            assert table[type(date.today())] == table[date] == "a day"
        assert type(datetime.now()) is datetime is REAL_DATETIME
        assert type(date.today()) is date is REAL_DATE


def test_a_subclass_of_the_frozen_class_keeps_its_own_type() -> None:
    with frozen("Europe/Paris"):

        class Moment(datetime):
            pass

        class Day(date):
            pass

        assert type(Moment.now()) is type(Moment.now(UTC)) is type(Moment.utcnow()) is Moment
        assert type(Moment.fromtimestamp(0)) is type(Moment(2024, 1, 1)) is Moment
        assert Moment.now() == datetime.now()
        assert type(Day.today()) is Day
        assert Day.today() == date.today()


class MadeBefore(datetime):
    """A subclass that exists before the freeze, like those of exchangelib and pandas."""


class DayMadeBefore(date):
    pass


@pytest.mark.parametrize(("zone", "start"), CHANGES)
def test_a_subclass_from_before_the_freeze_tells_the_same_time(zone: str, start: str) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=UTC, microsecond=999999)
    with frozen(zone, began):
        tokyo = ZoneInfo("Asia/Tokyo")
        assert MadeBefore.now() == MadeBefore.today() == datetime.now()
        assert MadeBefore.now(tokyo) == datetime.now(tokyo) == began
        assert MadeBefore.now().fold == datetime.now().fold
        assert MadeBefore.utcnow() == datetime.utcnow()
        assert DayMadeBefore.today() == date.today()
        for made in (MadeBefore.now(), MadeBefore.now(tokyo), MadeBefore.today()):
            assert type(made) is MadeBefore
        assert type(DayMadeBefore.today()) is DayMadeBefore
    assert abs(MadeBefore.now(UTC).timestamp() - time.time()) < 60


def test_a_datetime_survives_copying_pickling_and_yaml() -> None:
    moment = datetime(2024, 11, 3, 1, 30, fold=1, tzinfo=ZoneInfo("America/New_York"))
    with frozen():
        for again in (copy.copy(moment), copy.deepcopy(moment), pickle.loads(pickle.dumps(moment))):
            assert (again, again.fold, type(again)) == (moment, 1, REAL_DATETIME)
        assert yaml.safe_dump({"at": datetime.now(), "day": date.today()}) == (
            "at: 2024-01-01 00:00:00\nday: 2024-01-01\n"
        )
        kept = pickle.dumps([datetime.now(UTC), date.today()])
    assert pickle.loads(kept) == [datetime(2024, 1, 1, tzinfo=UTC), date(2024, 1, 1)]


def test_the_freeze_restores_everything() -> None:
    functions = (time.time, time.ctime, time.asctime, time.localtime, time.get_clock_info)
    with frozen("Asia/Tokyo"):
        pass
    assert (time.time, time.ctime, time.asctime, time.localtime, time.get_clock_info) == functions
    assert datetime is REAL_DATETIME
    before = time.time()
    assert abs(datetime.now().timestamp() - before) < 60
    clock = SimulatedClock(datetime(2030, 1, 1, tzinfo=UTC))
    with clock.frozen():
        assert datetime.now().year == 2030


def test_an_early_year_has_four_digits() -> None:
    with frozen():
        text = datetime.min.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert text == "0001-01-01T00:00:00.000000Z"
        assert datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ") == datetime.min
        assert date(33, 2, 1).strftime(format="%d %%Y %Y") == "01 %Y 0033"
        assert f"{datetime.min:%Y}" == "0001"
        assert datetime(2024, 2, 1).strftime("%Y %j") == "2024 032"
