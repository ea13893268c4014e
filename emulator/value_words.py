"""A value of a last run in few words, and the time that it means."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

from .printable import printable_line
from .record import Json

_ISO = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_EARLIEST_S, _LATEST_S = 946_684_800, 4_102_444_800  # the years 2000 and 2100
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)
_LIST_CHARS = 24
_NEAR = timedelta(days=180)


def value_words(value: Json, at: datetime) -> str:
    """A time as the time of day (with its date on another day); a list as its length; else JSON."""
    instant = as_instant(value)
    if instant is not None:
        return time_words(instant, at)
    if isinstance(value, list):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else f"[{len(value)}]"
    if isinstance(value, dict):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else f"{{{len(value)} keys}}"
    return printable_line(value) if isinstance(value, str) else json.dumps(value)


def as_instant(value: Json) -> datetime | None:
    """The time that a value means: ISO 8601, or an epoch in s, ms, µs or ns between 2000 and 2100."""
    if isinstance(value, str) and _ISO.match(value):
        return _from_iso(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    for scale in _SCALES:
        if _EARLIEST_S <= number / scale < _LATEST_S:
            return datetime.fromtimestamp(number / scale, timezone.utc)
    return None


def _from_iso(text: str) -> datetime | None:
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text.replace(" ", "T", 1))
    trimmed = re.sub(r"\.(\d{1,5})(?=$|[Z+-])", lambda m: "." + m[1].ljust(6, "0"), trimmed)
    trimmed = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", trimmed.replace("Z", "+00:00"))
    try:
        instant = datetime.fromisoformat(trimmed)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)


def time_words(instant: datetime, at: datetime) -> str:
    """The time of day to the millisecond; with its date where that is not the date of ``at``."""
    instant = instant.astimezone(timezone.utc)
    fraction = f".{instant.microsecond // 1000:03d}" if instant.microsecond else ""
    clock = f"{instant:%H:%M:%S}{fraction}"
    if instant.date() == at.date():
        return clock
    near = abs(instant - at) < _NEAR
    return f"{instant:%m-%d} {clock}" if near else f"{instant:%Y-%m-%d} {clock}"
