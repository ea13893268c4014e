"""Parse durations and relative times in requests: ``24h``, ``PT1H``, ``now-15m``."""

from __future__ import annotations

import re

_SECOND = 1_000_000
UNITS_US = {
    "ms": 1_000,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 86400 * _SECOND,
    "w": 7 * 86400 * _SECOND,
}
_WORDS = {
    "second": "s", "sec": "s", "minute": "m", "min": "m", "hour": "h", "hr": "h", "day": "d",
    "week": "w", "millisecond": "ms",
}  # fmt: skip
_SPAN = re.compile(r"(?:last\s|past\s)?\s?(\d{1,12})\s?([A-Za-z]{1,12})(?:\sago)?", re.ASCII)
_ISO = re.compile(
    r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?", re.ASCII
)
_RELATIVE = re.compile(r"now(?:\(\))?(?:\s?([+-])\s?(.+))?|([+-])(.+)", re.ASCII | re.IGNORECASE)
# Of a length of time alone, such as "30 minutes".
_LONGEST = 12


def span_us(value: object, unit: str = "s") -> int:
    """Parse a duration; return microseconds.

    A number alone counts in the unit ``unit``. Raises ValueError for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{value!r} is not a length of time, such as 90s, 5m or 24h")
    text = str(value).strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        return round(float(text) * UNITS_US[unit])
    if match := _SPAN.fullmatch(text):
        word = match[2] if match[2] in UNITS_US else match[2].lower().rstrip("s")
        short = word if word in UNITS_US else _WORDS.get(word)
        if short is not None:
            return int(match[1]) * UNITS_US[short]
    if (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        return sum(int(n or 0) * UNITS_US[u] for n, u in zip(iso.groups(), "wdhms", strict=True))
    raise ValueError(f"{text[:60]!r} is not a length of time, such as 90s, 5m or 24h")


def relative_us(value: object, now_us: int) -> int | None:
    """Return a relative time (``now``, ``now-15m``, ``-7d``) in microseconds since 1970; None for anything
    else.

    A length of time alone is in the past: ``7d`` means ``-7d``.
    """
    if not isinstance(value, str):
        return None
    if value[:1].isdecimal():
        # A fast path: most instants are absolute and begin with a digit. A length alone is in the past.
        if len(value) > _LONGEST or not value[-1:].isalpha() or not _SPAN.fullmatch(value):
            return None
        value = f"-{value}"
    match = _RELATIVE.fullmatch(value.strip())
    if match is None:
        return None
    sign, length = match[1] or match[3], match[2] or match[4]
    if sign is None:
        return now_us
    try:
        span = span_us(length)
    except ValueError:
        return None
    return now_us + span if sign == "+" else now_us - span
