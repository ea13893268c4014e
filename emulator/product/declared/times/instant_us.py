"""Times as whole microseconds since 1970 (``us``): they compare fast and never overflow."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from ....record.times import EPOCH, NAIVE_EPOCH, ONE_US, wall_clock

MINUTE_US = 60_000_000
# The range of a datetime, years 1 to 9999, with a margin for offsets from UTC.
EARLIEST_US = (datetime(1, 1, 2, tzinfo=timezone.utc) - EPOCH) // ONE_US
LATEST_US = (datetime(9999, 12, 30, tzinfo=timezone.utc) - EPOCH) // ONE_US
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
# The forms in which a product that writes ISO 8601 also takes it: fewer than record/times.py can read.
_STRICT_ISO = re.compile(
    r"\d{4}-?\d\d-?\d\d"
    r"([Tt ]\d\d:?\d\d(:?\d\d([.,]\d{1,9})?)?\s?([Zz]|[+-]\d\d(:?\d\d)?| \d\d:\d\d)?)?",
    re.ASCII,
)


def to_us(instant: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (instant - EPOCH) // ONE_US


def to_datetime(us: int) -> datetime:
    """Return microseconds since 1970 as an aware datetime in UTC; beyond the calendar, the nearest one."""
    return EPOCH + timedelta(microseconds=min(max(us, EARLIEST_US), LATEST_US))


def naive_us(wall: datetime) -> int:
    """Return a datetime without a zone as microseconds since 1970, taking it as UTC."""
    return (wall - NAIVE_EPOCH) // ONE_US


def parse_iso_us(text: str) -> tuple[int, int | None]:
    """Parse an ISO 8601 text; return the time without its offset, and the offset from UTC, in microseconds.

    The offset is None if the text has none. Digits beyond microseconds are cut. A blank before an offset
    counts as a plus that the client did not percent-encode. Raises ValueError for any other text.
    """
    if _STRICT_ISO.fullmatch(text.strip()) is None:
        raise ValueError(f"{text[:60]!r} is no ISO 8601 time")
    return any_form_us(text)


def any_form_us(text: str) -> tuple[int, int | None]:
    """Parse a time as ``parse_iso_us`` does, but in every form that record/times.py accepts."""
    wall, offset = wall_clock(text.strip())
    return naive_us(wall), None if offset is None else offset // ONE_US


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """Return the time zone named ``Z``, ``naive`` (UTC), ``+02:00``, ``-0530`` or ``Europe/Berlin``.

    Raises ValueError for an unknown name.
    """
    if name in ("Z", "naive"):
        return timezone.utc
    try:
        if match := _OFFSET.fullmatch(name):
            east = timedelta(hours=int(match[2]), minutes=int(match[3]))
            return timezone(-east if match[1] == "-" else east)
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{name!r} is not a time zone, such as Europe/Berlin or +02:00") from error


def offset_us(zone: tzinfo, us: int) -> int:
    """Return how many microseconds a time zone is ahead of UTC at a time (microseconds since 1970)."""
    return (to_datetime(us).astimezone(zone).utcoffset() or timedelta(0)) // ONE_US


def from_wall_us(wall_us: int, zone: tzinfo) -> int:
    """Return the time (microseconds since 1970) at which local clocks in a time zone show ``wall_us``."""
    if zone is timezone.utc:
        return wall_us
    offset = to_datetime(wall_us).replace(tzinfo=zone).utcoffset() or timedelta(0)
    return wall_us - offset // ONE_US
