"""Parse the times that products and integrations write. All other modules use these parsers.

A time is a text (ISO 8601 and variants of it: ``2024-01-01-00:00:31``, ``2022-03-10T1201``) or an epoch in
seconds, milliseconds, microseconds or nanoseconds. A time without a zone is in UTC. Digits beyond
microseconds are cut. Results are aware and in UTC. For any JSON value the functions raise only the errors
that their docstrings name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from .entries import Json

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NAIVE_EPOCH = datetime(1970, 1, 1)
ONE_US = timedelta(microseconds=1)
# How many of a unit make a second: s, ms, us, ns.
PER_SECOND = (1, 10**3, 10**6, 10**9)
# The year 5138 in seconds, 1973 in milliseconds: a larger number has a smaller unit.
LARGEST_S = 10**11
_EARLIEST_S, _LATEST_S = 946_684_800, 4_102_444_800  # the years 2000 and 2100
_LONGEST_TEXT = 40

_DATE = r"(\d{4})([-/]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])"
_BETWEEN = r"(?:[Tt _:]|-(?=\d\d:)|\+(?=\d\d:\d\d:\d\d)|%20|'\s*,\s*')?"
# An hour without minutes is allowed only after a T.
_MINUTES = r"(?::?([0-5]\d)(?::?([0-5]\d)(?:[.,](\d{1,18}))?)?|(?<=[Tt]\d\d)(?!\d))"
# A plus sign that was not percent-encoded in a URL arrives as a blank.
_ZONE = r"(?:\s{0,2}(Z|z|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?| \d\d:\d\d))?"
# A date, or a date and a time, anywhere in a text.
ISO = re.compile(rf"(?<![\w.]){_DATE}(?:{_BETWEEN}([01]\d|2[0-3]){_MINUTES}{_ZONE})?(?!\w)")
EPOCH_IN_TEXT = re.compile(r"(?<![\w.-])\d{10}(?:\d{3}){0,3}(?:\.\d{1,9})?(?![\w.-])")
_NUMBER = re.compile(r"(-?)(\d{1,30})(?:\.(\d{1,18}))?")


def as_instant(value: Json) -> datetime | None:
    """Return the time that a value probably means, if its meaning is unknown; None if it is probably no
    time.

    A text must have a date and a time of day; an epoch must lie between 2000 and 2100.
    """
    if isinstance(value, str):
        return _of_text(value) if len(value) <= _LONGEST_TEXT and value[:1].isdigit() else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    unit = plausible_unit(value)
    return None if unit is None else epoch_instant(value, unit)


def read_instant(value: object) -> datetime:
    """Return the time that a value means, if it is known to be one: a datetime, a text or an epoch of any
    size.

    The size of a number decides its unit. Raises ValueError for anything else.
    """
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc)
    if isinstance(value, str):
        found = iso_instant(value.strip())
        if found is None and _NUMBER.fullmatch(value.strip()):
            found = epoch_instant(value.strip(), unit_by_size(value))
        if found is None:
            raise ValueError(f"{value[:60]!r} is not a time; write it like 2024-01-01T00:00:00Z")
        return found
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"a time is a datetime, an ISO string or a number, not {value!r}")
    found = epoch_instant(value, unit_by_size(value))
    if found is None:
        # An integer of thousands of digits cannot be shown.
        is_long = isinstance(value, int) and abs(value) > 10**30
        shown = "such a large number" if is_long else repr(value)
        raise ValueError(f"{shown} is not a time")
    return found


def iso_instant(text: str) -> datetime | None:
    """Parse a text that is a date, or a date and a time; return None for any other text."""
    match = _whole_match(text)
    return None if match is None else instant_of(match)


def instant_of(match: re.Match[str]) -> datetime | None:
    """Return the time in a match of the pattern ``ISO``; None for a day that does not exist."""
    read = _wall_of(match)
    if read is None:
        return None
    try:
        return (read[0] - (read[1] or timedelta(0))).replace(tzinfo=timezone.utc)
    except OverflowError:
        return None


def wall_clock(text: str) -> tuple[datetime, timedelta | None]:
    """Return the date and time that a text shows, without a zone, and its offset from UTC.

    The offset is None if the text has none. Raises ValueError for a text that is not a date.
    """
    match = _whole_match(text)
    read = None if match is None else _wall_of(match)
    if read is None:
        raise ValueError(f"{text[:60]!r} is not an ISO 8601 time")
    return read


def strftime_of(text: str) -> str:
    """Return the strftime pattern that writes times as this text does; empty if there is none."""
    match = ISO.fullmatch(text)
    if match is None or len(match[8] or "") not in (0, 6) or match[9] not in (None, "Z", "z"):
        return ""
    directives = {1: "%Y", 3: "%m", 4: "%d", 5: "%H", 6: "%M", 7: "%S", 8: "%f"}
    pattern, end = "", 0
    for group, directive in directives.items():
        if match[group] is not None:
            pattern += text[end : match.start(group)].replace("%", "%%") + directive
            end = match.end(group)
    return pattern + text[end:].replace("%", "%%")


def epoch_instant(number: str | float, per_second: int) -> datetime | None:
    """Return the time that an epoch number means; ``per_second`` is its unit: 1000 for milliseconds.

    Return None for a text that is not a number, and for a time before the year 1 or after the year 9999. The
    result is exact to the microsecond for texts and integers.
    """
    micros = _epoch_us(number, per_second)
    try:
        return None if micros is None else EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None


def plausible_unit(number: str | float) -> int | None:
    """Return the unit in which a number is an epoch between 2000 and 2100, as units per second; else None."""
    whole = _whole(number)
    if whole is not None:
        for unit in PER_SECOND:
            if _EARLIEST_S * unit <= whole < _LATEST_S * unit:
                return unit
    return None


def unit_beside(values: Iterable[Json]) -> int | None:
    """Return the epoch unit (``plausible_unit``) of the first value that has one; None without such a
    value.
    """
    units = (
        plausible_unit(value)
        for value in values
        if isinstance(value, (int, float, str)) and not isinstance(value, bool)
    )
    return next((unit for unit in units if unit is not None), None)


def unit_by_size(number: str | float) -> int:
    """Return the unit of a number that is known to be an epoch, as units per second.

    It is the largest unit with which the epoch lies before the year 5138.
    """
    whole = abs(_whole(number) or 0)
    return next((unit for unit in PER_SECOND if whole < LARGEST_S * unit), PER_SECOND[-1])


@lru_cache(maxsize=4096)
def _of_text(text: str) -> datetime | None:
    text = text.strip()
    match = _whole_match(text)
    if match is not None and match[5] is not None:
        return instant_of(match)
    unit = plausible_unit(text)
    return None if unit is None else epoch_instant(text, unit)


def _whole_match(text: str) -> re.Match[str] | None:
    """Match a text that as a whole is a time.

    Of digits alone, 8 are a date and 14 a date with a time. Any other number of digits does not match: it may
    be seconds or milliseconds since 1970.
    """
    if text.isdecimal() and len(text) not in (8, 14):
        return None
    return ISO.fullmatch(text)


def _wall_of(match: re.Match[str]) -> tuple[datetime, timedelta | None] | None:
    year, _, month, day, hour, minute, second, fraction, zone = match.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    clock = (int(hour or 0), int(minute or 0), int(second or 0), micros)
    try:
        return datetime(int(year), int(month), int(day), *clock), _offset(zone)
    except ValueError:
        return None


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return -offset if zone[0] == "-" else offset


def _whole(number: str | float) -> int | None:
    """Return a number without its fraction; None for infinity, NaN, and a text that is not a number."""
    if isinstance(number, str):
        match = _NUMBER.fullmatch(number.strip())
        return None if match is None else int(match[1] + match[2])
    try:
        return math.floor(number)
    except (OverflowError, ValueError):
        return None


def _epoch_us(number: str | float, per_second: int) -> int | None:
    if isinstance(number, str):
        match = _NUMBER.fullmatch(number.strip())
        if match is None:
            return None
        sign, whole, fraction = match.groups()
        digits = (fraction or "")[:18]
        scaled: int = int(whole + digits) * 1_000_000 // (per_second * 10 ** len(digits))
        return -scaled if sign else scaled
    whole_number = _whole(number)
    if whole_number is None:
        return None
    if isinstance(number, int):
        return number * 1_000_000 // per_second
    # Convert whole units and the fraction separately: a float of microseconds since 1970 loses precision.
    return whole_number * 1_000_000 // per_second + round((number % 1) * 1_000_000 / per_second)
