"""Instants as whole microseconds since 1970, which compare fast and never overflow."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from ....record.times import EPOCH, NAIVE_EPOCH, ONE_US, wall_clock

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
# What a datetime can say: the years 1 to 9999.
EARLIEST_US = (datetime(1, 1, 2, tzinfo=timezone.utc) - EPOCH) // ONE_US
LATEST_US = (datetime(9999, 12, 30, tzinfo=timezone.utc) - EPOCH) // ONE_US
# The forms in which a product that writes ISO 8601 also takes it: fewer than record/times.py can read.
_STRICT_ISO = re.compile(
    r"\d{4}-?\d\d-?\d\d"
    r"([Tt ]\d\d:?\d\d(:?\d\d([.,]\d{1,9})?)?\s?([Zz]|[+-]\d\d(:?\d\d)?| \d\d:\d\d)?)?",
    re.ASCII,
)


def to_us(instant: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (instant - EPOCH) // ONE_US


def to_datetime(us: int) -> datetime:
    """The aware datetime in UTC; what no datetime can say becomes the nearest that it can."""
    return EPOCH + timedelta(microseconds=min(max(us, EARLIEST_US), LATEST_US))


def naive_us(wall: datetime) -> int:
    """Microseconds between 1970 and a naive wall-clock time, as if it were UTC."""
    return (wall - NAIVE_EPOCH) // ONE_US


def parse_iso_us(text: str) -> tuple[int, int | None]:
    """The wall-clock microseconds of an ISO 8601 text, and its offset (None when it has none).

    Digits beyond microseconds are cut. A plus that nobody quoted arrives as a blank, and is taken
    as a plus. Raises ValueError for anything else.
    """
    if _STRICT_ISO.fullmatch(text.strip()) is None:
        raise ValueError(f"{text[:60]!r} is no ISO 8601 time")
    return any_form_us(text)


def any_form_us(text: str) -> tuple[int, int | None]:
    """As ``parse_iso_us``, of a text in any form that a time is written in."""
    wall, offset = wall_clock(text.strip())
    return naive_us(wall), None if offset is None else offset // ONE_US


def offset_us(zone: str) -> int:
    """``Z``, ``+02:00``, ``-0530`` or ``+02`` in microseconds east of UTC."""
    if zone in "Zz":
        return 0
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:4])
    if minutes > 24 * 60:
        raise ValueError(f"{zone!r} is no offset")
    return (-minutes if zone.startswith("-") else minutes) * MINUTE_US
