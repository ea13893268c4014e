from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from xfetch.emulator.settings.moment import parse_moment, parse_span_s

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "since_start", "shown"),
    [
        ("+90s", timedelta(seconds=90), "+1m30s"),
        ("-3d", timedelta(days=-3), "-3d"),
        ("+1h30m", timedelta(minutes=90), "+1h30m"),
        ("+7.3s", timedelta(seconds=7.3), "+7.3s"),
        ("2024-01-01T00:00:05+00:00", timedelta(seconds=5), "2024-01-01T00:00:05Z"),
        ("2024-01-02", timedelta(days=1), "2024-01-02T00:00:00Z"),
    ],
)
def test_relative_and_absolute(text: str, since_start: timedelta, shown: str) -> None:
    moment = parse_moment(text)
    assert moment.at(START) == START + since_start
    assert str(moment) == shown


@pytest.mark.parametrize("value", ["soon", "", "+", "+x", "90s", 90, None, True, "+200000000d"])
def test_what_is_no_time(value: object) -> None:
    with pytest.raises(ValueError, match=r"is not a time: write \+90s or -3d"):
        parse_moment(value)


def test_spans() -> None:
    assert parse_span_s("1m30s") == 90.0
    assert parse_span_s(2) == 2.0
    assert parse_span_s(0.5) == 0.5
    for value in ("-1s", "x", None, True, [], "1e400"):
        with pytest.raises(ValueError, match="write it as"):
            parse_span_s(value)
