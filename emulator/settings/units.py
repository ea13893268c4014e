"""Parse and format durations, sizes and times as users write them: ``1h30m``, ``512M``, ``2024-01-01``."""

from __future__ import annotations

import re
from datetime import datetime

from ..errors import UsageError
from ..record.times import iso_instant

_UNITS_S = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PARTS = re.compile(
    "".join(rf"(?:(?P<{unit}>\d+(?:\.\d+)?)\s*{unit}(?![a-z])\s*)?" for unit in ("d", "h", "m"))
    + r"(?:(?P<s>\d+(?:\.\d+)?)\s*s\s*)?(?:(?P<ms>\d+(?:\.\d+)?)\s*ms)?",
    re.ASCII,
)
_SPOKEN_S = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 7 * 86400.0,
    "month": 30 * 86400.0,
    "year": 365 * 86400.0,
}
_SPOKEN = re.compile(rf"(\d+(?:\.\d+)?|an?)\s+({'|'.join(_SPOKEN_S)})s?(?:\s+ago)?", re.I)
LONGEST_S = 100 * 366 * 86400.0
_ADVICE = ("write it as 200ms, 90s, 5m, 1h30m or 2d; a plain number is seconds",)
_UNIT_BYTES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE | re.ASCII)
_SIZE_ADVICE = ("write it as 512M, 1G or 1.5G",)


def parse_duration_s(text: str, option: str, *, minimum: float = 0.0) -> float:
    """Parse a duration (``200ms``, ``1h30m``, ``2d``, a number of seconds); return seconds, rounded to ms.

    Raises UsageError that names ``option`` for other text, for less than ``minimum`` seconds and for more
    than a century.
    """
    typed = text.strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", typed):
        seconds = float(typed)
    else:
        match = _PARTS.fullmatch(typed.lower())
        if not typed or match is None:
            what = "is negative" if re.match(r"-\s*\d", typed) else "is not a duration"
            raise UsageError(f"{text!r} {what}", where=option, advice=_ADVICE)
        seconds = sum(float(n) * _UNITS_S[unit] for unit, n in match.groupdict().items() if n)
    seconds = round(seconds, 3)
    if seconds < minimum:
        least = format_duration(minimum)
        raise UsageError(
            f"the duration {text!r} is shorter than {least}", where=option, advice=_ADVICE
        )
    if seconds > LONGEST_S:
        raise UsageError(
            f"the duration {text!r} is longer than a century", where=option, advice=_ADVICE
        )
    return seconds


def spoken_s(text: str) -> float | None:
    """Parse a duration in words (``3 days``, ``12 hours ago``, ``a week``); return seconds, None for other
    texts.
    """
    found = _SPOKEN.fullmatch(text.strip())
    if found is None:
        return None
    count = 1.0 if found[1].lower() in ("a", "an") else float(found[1])
    return count * _SPOKEN_S[found[2].lower()]


def format_duration(seconds: float) -> str:
    """Write a duration in seconds as ``0.2s``, ``50ms``, ``5m``, ``1h30m`` or ``2d``, exact to the
    millisecond.
    """
    total_ms = round(abs(seconds) * 1000)
    sign = "-" if seconds < 0 and total_ms else ""
    if 0 < total_ms < 100:
        return f"{sign}{total_ms}ms"
    whole_s, ms = divmod(total_ms, 1000)
    minutes, second = divmod(whole_s, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    shown = [f"{n}{unit}" for n, unit in ((days, "d"), (hour, "h"), (minute, "m")) if n]
    if second or ms or not shown:
        fraction = f".{ms:03d}".rstrip("0") if ms else ""
        shown.append(f"{second}{fraction}s")
    return sign + "".join(shown)


def parse_instant(text: str, option: str) -> datetime:
    """Parse an ISO 8601 date, or date and time; return an aware datetime in UTC.

    Without an offset the text is in UTC. Digits beyond microseconds are cut. Raises UsageError that names
    ``option`` for other text.
    """
    instant = iso_instant(text.strip())
    if instant is None:
        raise UsageError(
            f"{text!r} is not a date and time",
            where=option,
            advice=("write it in ISO 8601: 2024-01-01, 2024-01-01T00:00:00Z or …+02:00",),
        )
    return instant


def parse_size_bytes(text: str, option: str) -> int:
    """Parse a size (``512M``, ``1G``, ``1GiB``, a number of bytes); return bytes. Units are powers of 1,024.

    Raises UsageError that names ``option`` for other text and for zero.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a size in bytes", where=option, advice=_SIZE_ADVICE)
    size = int(float(match[1]) * _UNIT_BYTES[match[2].upper()])
    if size <= 0:
        raise UsageError(f"the size {text!r} is zero", where=option, advice=_SIZE_ADVICE)
    return size


def format_size(size_bytes: int) -> str:
    """Write a number of bytes as ``512M``, ``1G`` or ``1.5G``, in the largest unit that gives at least 1."""
    for unit in ("T", "G", "M", "K"):
        if size_bytes >= _UNIT_BYTES[unit]:
            return f"{round(size_bytes / _UNIT_BYTES[unit], 1):g}{unit}"
    return f"{size_bytes}B"
