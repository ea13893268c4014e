from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.errors import UsageError
from xfetch.emulator.settings.units import format_duration, parse_duration_s, parse_instant


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("200ms", 0.2),
        ("1m", 60),
        ("5m", 300),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("90s", 90),
        ("2d", 172800),
        ("1.5h", 5400),
        ("1m200ms", 60.2),
        ("30", 30),
        ("0.5", 0.5),
        (" 5M ", 300),
        ("0", 0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration_s(text, "--interval") == seconds


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "1x", "m", "1h30", "30m1h", "1m1m", "--1", "1e3", "nan", "inf", "1,5h", "٣"],
)
def test_no_durations(text: str) -> None:
    with pytest.raises(UsageError, match=r"--interval: .*not a duration"):
        parse_duration_s(text, "--interval")


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(UsageError, match="'-5m' is negative"):
        parse_duration_s("-5m", "--latency")
    with pytest.raises(UsageError, match="the duration '0' is shorter than 1s"):
        parse_duration_s("0", "--interval", minimum=1)
    with pytest.raises(UsageError, match="longer than a century"):
        parse_duration_s("9" * 400, "--interval")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.05, "50ms"),
        (0.2, "0.2s"),
        (12, "12s"),
        (12.345, "12.345s"),
        (60, "1m"),
        (90, "1m30s"),
        (300, "5m"),
        (5400, "1h30m"),
        (86400, "1d"),
        (-90, "-1m30s"),
        (-0.0001, "0s"),
        (59.9999, "1m"),
    ],
)
def test_shown(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@settings(max_examples=200)
@given(st.integers(0, 10 * 366 * 86_400_000))
def test_what_is_shown_can_be_typed(total_ms: int) -> None:
    assert parse_duration_s(format_duration(total_ms / 1000), "--x") == pytest.approx(
        total_ms / 1000, abs=0.0005
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-01-01", "2024-01-01T00:00:00+00:00"),
        ("2024-01-01T05:06", "2024-01-01T05:06:00+00:00"),
        ("2024-01-01 05:06:07Z", "2024-01-01T05:06:07+00:00"),
        ("2024-01-01T05:06:07.123456789z", "2024-01-01T05:06:07.123456+00:00"),
        ("2024-01-01T05:06:07,5+02:00", "2024-01-01T03:06:07.500000+00:00"),
        ("2024-01-01T00:00:00-0530", "2024-01-01T05:30:00+00:00"),
        ("2024-01-01T00:00:00+02", "2023-12-31T22:00:00+00:00"),
    ],
)
def test_instants(text: str, shown: str) -> None:
    assert parse_instant(text, "--start").isoformat() == shown


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024", "2024-13-01", "2024-02-30", "2024-01-01T25:00", "2024-01-01T00:00+99:00",
     "0001-01-01T00:00+14:00", "1704067200", "2024-01-01T", "2024-01-01Z"],
)  # fmt: skip
def test_no_instants(text: str) -> None:
    with pytest.raises(UsageError, match=r"--start: .*not a date and time"):
        parse_instant(text, "--start")


@settings(max_examples=100)
@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_is_the_same_in_any_offset(naive: datetime, offset_min: int) -> None:
    there = naive.replace(tzinfo=timezone(timedelta(minutes=offset_min)))
    assert parse_instant(there.isoformat(), "--start") == there
