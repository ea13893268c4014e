"""Convert dates to and from texts and milliseconds, and compute time ranges that end now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    import time
    from datetime import datetime, timedelta, timezone
    from typing import Any

    from .constants import _ISO, STRING_OBJ_TYPES
    from .ending import return_error

__all__ = (
    "FormatADTimestamp",
    "FormatIso8601",
    "PrettifyCompactedTimestamp",
    "date_to_timestamp",
    "datetime_to_string",
    "epochToTimestamp",
    "formatEpochDate",
    "get_current_time",
    "parse_date_range",
    "parse_date_string",
    "timestamp_to_datestring",
)

_ISO_LENGTH = 19
_UNIT_DAYS = {"month": 30, "year": 365}
_TO_MICROSECONDS = r"(\d\.\d{0,6})\d*"


def parse_date_range(
    date_range: Any,
    date_format: str | None = None,
    to_timestamp: bool = False,
    timezone: Any = 0,
    utc: bool = True,
) -> tuple[Any, Any]:
    """Return the start and the end of a time range such as ``3 days`` that ends now. A month has 30 days.

    They are datetimes, texts in ``date_format``, or (``to_timestamp``) milliseconds, shifted by ``timezone``
    hours. Any other text ends the command with ``return_error``.
    """
    parts = date_range.strip().split(" ")
    if len(parts) != 2:
        return_error(
            'date_range must be "number date_range_unit", examples: (2 hours, 4 minutes,6 months,'
            " 1 day, etc.)"
        )
    try:
        count = int(parts[0])
    except ValueError:
        return_error("The time value is invalid. Must be an integer.")
    unit = parts[1].lower()
    if unit not in _RANGE_UNITS:
        return_error(
            "The unit of date_range is invalid. Must be minutes, hours, days, months or years."
        )
    if not isinstance(timezone, (int, float)):
        return_error(f'Invalid timezone "{timezone}" - must be a number (of type int or float).')
    end = datetime.utcnow() if utc else datetime.now()
    start = end - _range_length(count, unit.rstrip("s"))
    if timezone:
        shift = timedelta(hours=timezone)
        start, end = start + shift, end + shift
    if to_timestamp:
        return date_to_timestamp(start), date_to_timestamp(end)
    if date_format:
        return start.strftime(date_format), end.strftime(date_format)
    return start, end


_RANGE_UNITS = tuple(
    name for unit in ("minute", "hour", "day", "month", "year") for name in (unit, unit + "s")
)


def _range_length(count: int, unit: str) -> timedelta:
    if unit in _UNIT_DAYS:
        return timedelta(days=count * _UNIT_DAYS[unit])
    return timedelta(**{unit + "s": count})


def parse_date_string(date_string: Any, date_format: Any = _ISO) -> datetime:
    """Parse a time by ``date_format``, or as ISO 8601 if the text does not match the format.

    A time zone in the text is dropped, without converting the time (observed in production). Raises
    ValueError.
    """
    try:
        return datetime.strptime(date_string, date_format)
    except ValueError as error:
        rest = _unconverted(str(error), date_string)
        if not rest:
            raise
    zone = re.search(r"[Zz+-].*", rest)
    fraction = ".%f" if "." in rest else ""
    whole = re.sub(_TO_MICROSECONDS, r"\1", date_string)
    return datetime.strptime(whole, _ISO + fraction + (zone.group() if zone else ""))


def _unconverted(message: str, date_string: str) -> str:
    """Return the end of ``date_string`` that could not be parsed, as strptime's error ``message`` shows.

    Where the message does not show it, that is what follows the seconds of an ISO 8601 time.
    """
    _, found, rest = message.partition("unconverted data remains: ")
    if found:
        return rest
    return repr(date_string)[1:-1][_ISO_LENGTH:] if "does not match format" in message else ""


def date_to_timestamp(date_str_or_dt: Any, date_format: str = _ISO) -> int:
    """Return a local time (datetime or text) as milliseconds since 1970, cut to whole seconds."""
    if isinstance(date_str_or_dt, STRING_OBJ_TYPES):
        moment: Any = time.strptime(date_str_or_dt, date_format)
    else:
        moment = date_str_or_dt.timetuple()
    return int(time.mktime(moment) * 1000)


def timestamp_to_datestring(
    timestamp: Any, date_format: str = "%Y-%m-%dT%H:%M:%S.000Z", is_utc: bool = False
) -> str:
    """Format milliseconds since 1970: in UTC if ``is_utc`` is set or the format ends with Z, else in local
    time.
    """
    use_utc_time = is_utc or date_format.endswith("Z")
    seconds = int(timestamp) / 1000.0
    moment = datetime.utcfromtimestamp(seconds) if use_utc_time else datetime.fromtimestamp(seconds)
    return moment.strftime(date_format)


def FormatIso8601(t: Any) -> str:
    return str(t.strftime(_ISO))


def formatEpochDate(t: Any) -> str:
    """Format seconds since 1970 as a local time like C's ``ctime``; return an empty text for no value."""
    return time.ctime(t) if t else ""


def epochToTimestamp(epoch: Any) -> str:
    """Format milliseconds since 1970 as a time in UTC."""
    return datetime.utcfromtimestamp(epoch / 1000.0).strftime("%Y-%m-%d %H:%M:%S")


def FormatADTimestamp(ts: Any) -> str:
    """Return an Active Directory time (100-nanosecond steps since 1601) as text."""
    return (datetime(1601, 1, 1) + timedelta(microseconds=int(ts) / 10)).ctime()


def PrettifyCompactedTimestamp(x: Any) -> str:
    """Insert separators into a time such as ``20200102030405``."""
    return f"{x[:4]}-{x[4:6]}-{x[6:8]}T{x[8:10]}:{x[10:12]}:{x[12:]}"


def datetime_to_string(datetime_obj: Any) -> str | None:
    """Return a datetime as text, None for any other value: the function ``default`` for ``json.dumps``."""
    return str(datetime_obj) if isinstance(datetime_obj, datetime) else None


def get_current_time(time_zone: Any = 0) -> datetime:
    """Return the current time in UTC, shifted by a number of hours."""
    return datetime.now(timezone.utc) + timedelta(hours=time_zone)
