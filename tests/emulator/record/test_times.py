"""The one reader of instants: every form in, the same instant out; nothing else raises."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.record import times
from xfetch.emulator.record.times import (
    EPOCH,
    ISO,
    PER_SECOND,
    as_instant,
    epoch_instant,
    instant_of,
    iso_instant,
    plausible_unit,
    read_instant,
    unit_beside,
    unit_by_size,
    wall_clock,
)

INSTANT = datetime(2024, 1, 1, 0, 0, 31, tzinfo=timezone.utc)
ZONES = ("", "Z", "z", " UTC", "GMT", "+02:00", "-0530", "+02", " 02:00")
UTC = st.just(timezone.utc)
ANY_TIME = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=UTC)
OUR_TIME = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 30), timezones=UTC)
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
BETWEEN = ("T", "t", " ", "_", ":", "-", "%20", "','")
CLOCKS = (("%H:%M:%S", 1), ("%H%M%S", 1), ("%H:%M", 60), ("%H%M", 60))


def offset_of(zone: str) -> timedelta:
    sign = -1 if "-" in zone else 1
    digits = [int(part) for part in zone.strip("+- ").replace(":", "").split() if part.isdigit()]
    number = digits[0] if digits else 0
    hours, minutes = divmod(number, 100) if number > 24 else (number, 0)
    return sign * timedelta(hours=hours, minutes=minutes)


@settings(max_examples=300, deadline=None)
@given(
    OUR_TIME,
    st.sampled_from(DATES),
    st.sampled_from(BETWEEN),
    st.sampled_from(CLOCKS),
    st.sampled_from(ZONES),
    st.integers(0, 9),
)
def test_every_form_of_a_text_reads_back(
    instant: datetime, date: str, between: str, clock: tuple[str, int], zone: str, digits: int
) -> None:
    form, step_s = clock
    if between == "-":
        form = form if ":" in form else "%H:%M"
        step_s = 60 if form == "%H:%M" else step_s
    digits = digits if step_s == 1 else 0
    text = (instant + offset_of(zone)).strftime(f"{date}{between.replace('%', '%%')}{form}")
    if digits:
        text += f".{instant.microsecond:06d}000"[: digits + 1]
    text += zone
    us = instant.microsecond // 10 ** max(6 - digits, 0) * 10 ** max(6 - digits, 0) if digits else 0
    shown = instant.replace(microsecond=us)
    shown = shown.replace(second=0) if step_s == 60 else shown
    assert as_instant(text) == iso_instant(text) == read_instant(text) == shown, text
    match = ISO.search(f"created > '{text}' and x")
    assert match is not None
    assert instant_of(match) == shown
    wall, offset = wall_clock(text)
    assert wall == (shown + offset_of(zone)).replace(tzinfo=None)
    assert offset == (offset_of(zone) if zone else None)


@settings(max_examples=200, deadline=None)
@given(OUR_TIME, st.sampled_from(PER_SECOND))
def test_every_epoch_reads_back_as_number_and_as_text(instant: datetime, unit: int) -> None:
    us = (instant - EPOCH) // timedelta(microseconds=1)
    number = us * unit // 10**6
    shown = EPOCH + timedelta(microseconds=number * 10**6 // unit)
    assert plausible_unit(number) == unit_by_size(number) == unit
    for written in (number, str(number)):
        assert as_instant(written) == read_instant(written) == shown
        assert epoch_instant(written, unit) == shown
    if unit == 1:
        exact = f"{us // 10**6}.{us % 10**6:06d}"
        assert as_instant(exact) == instant
        assert as_instant(float(exact)) == instant


@settings(max_examples=200, deadline=None)
@given(ANY_TIME)
def test_any_time_of_the_calendar_reads_back(instant: datetime) -> None:
    assert read_instant(instant) == instant
    assert read_instant(instant.isoformat()) == instant
    us = (instant - EPOCH) // timedelta(microseconds=1)
    assert epoch_instant(us, 10**6) == epoch_instant(str(us), 10**6) == instant


JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=50),
    st.text("0123456789-:T.Z+ ", max_size=40),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=400, deadline=None)
@given(JSON)
def test_nothing_that_json_holds_makes_it_raise(value: Any) -> None:
    found = as_instant(value)
    assert found is None or found.tzinfo is timezone.utc
    unit_beside([value])
    if isinstance(value, str):
        for match in ISO.finditer(value):
            instant_of(match)
    with suppress(ValueError):
        read_instant(value)


@pytest.mark.parametrize(
    "value",
    ["2024-01-01-00:00:31", "2024-01-01T00:00:31", "20240101000031", "2024-01-01T000031Z",
     1704067231, "1704067231", 1704067231000, 1704067231 * 10**9, 1704067231.0,
     "2024-01-01T02:00:31+02:00", "2024-01-01T00:00:31.000000000000Z"],
)  # fmt: skip
def test_what_is_an_instant(value: Any) -> None:
    assert as_instant(value) == INSTANT


@pytest.mark.parametrize(
    "value",
    ["", "soon", "2024-01-01", "20240101", "2024", "1.2.3", "2024-02-30T00:00:00", "12",
     "2024-01-01T25:00", "0001-01-01T00:00+14:00", "9999-12-31T23:00-14:00", "1_704_067_231",
     "0000-01-01T00:00", "²024-01-01T00:00", 0, 1, -1704067231, True, None, float("nan"),
     float("inf"), 10**400, -(10**400), 202401010000, "202401010000", [1704067231], {}],
)  # fmt: skip
def test_what_is_none(value: Any) -> None:
    assert as_instant(value) is None


def test_an_integer_that_python_refuses_to_show() -> None:
    assert as_instant(10**5000) is None
    with pytest.raises(ValueError, match="such a large number is not a time"):
        read_instant(10**5000)


def test_twelve_digits_are_an_epoch_of_the_year_2000() -> None:
    """947311200000 would be the year 9473 if it were a date and a time without seconds."""
    assert as_instant("947311200000") == read_instant("947311200000")
    assert read_instant("947311200000").year == 2000


def test_an_hour_stands_alone_behind_a_t_only() -> None:
    assert as_instant("2022-03-10T12") == datetime(2022, 3, 10, 12, tzinfo=timezone.utc)
    assert as_instant("2022-03-10 12") is None


def test_forms_without_seconds() -> None:
    noon = datetime(2022, 3, 10, 12, 1, tzinfo=timezone.utc)
    assert {as_instant(f"2022-03-10{text}") for text in ("T1201", "T12:01", " 12:01Z")} == {noon}


def test_a_sibling_tells_the_unit_of_what_no_size_tells() -> None:
    assert unit_by_size(86_400_000) == 1
    assert unit_beside(["x", None, True, 5, 1704067231000]) == 1000
    assert unit_beside(["1704067231"]) == 1
    assert unit_beside([5]) is None


@pytest.mark.parametrize(("value", "shown"), [
    (-1, "1969-12-31T23:59:59+00:00"), (-1.5, "1969-12-31T23:59:58.500000+00:00"),
    ("-1.5", "1969-12-31T23:59:58.500000+00:00"), (0, "1970-01-01T00:00:00+00:00"),
    (86400, "1970-01-02T00:00:00+00:00"), ("20240101", "2024-01-01T00:00:00+00:00"),
])  # fmt: skip
def test_what_is_known_to_be_a_time(value: Any, shown: str) -> None:
    assert read_instant(value).isoformat() == shown


@pytest.mark.parametrize(
    "value", ["yesterday", "2024-13-01", True, None, [], 10**400, float("nan")]
)
def test_what_cannot_be_a_time_is_named(value: Any) -> None:
    with pytest.raises(ValueError, match="time"):
        read_instant(value)


def test_a_long_text_is_refused_at_once() -> None:
    times._of_text.cache_clear()
    assert as_instant("2" * 10_000) is None
    assert times._of_text.cache_info().currsize == 0


# Who reads a time without record/times.py, and why.
OTHER_READERS = {
    "record/times.py": {"date pattern"},
    "record/field_forms.py": {"fromisoformat"},  # what isoformat wrote itself
    "record/recorder.py": {"fromisoformat"},
    "running/schedule.py": {"fromisoformat"},
    "clock/frozen_time.py": {"fromtimestamp"},  # the simulated fromtimestamp itself
    "product/declared/times/time_format.py": {"strptime"},  # the user's own format
    "starter/bounds/texts.py": {"strptime"},  # tells which format a time in a query has
    "starter/evidence/sampled_time.py": {"strptime"},  # tells which format a value has
}


def test_no_other_module_reads_times_or_has_an_epoch() -> None:
    emulator = Path(times.__file__).parents[1]
    epochs, readers = [], {}
    for path in emulator.rglob("*.py"):
        # commonserver repeats what production does.
        if "commonserver" in path.parts:
            continue
        name, text = path.relative_to(emulator).as_posix(), path.read_text(encoding="utf-8")
        if re.search(r"\bdate(time)?\(\s*1970|[^0-9]1970, 1, 1", text):
            epochs.append(name)
        found = set(re.findall(r"\.(fromisoformat|strptime|fromtimestamp)\b", text))
        # A group that takes the year out of a text.
        if re.search(r"\(\\d\{4\}\)|\(\?P<year>", text):
            found.add("date pattern")
        if found:
            readers[name] = found
    assert epochs == ["record/times.py"]
    assert readers == OTHER_READERS
