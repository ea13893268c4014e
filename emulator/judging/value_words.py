"""A value of a last run in few words, and the time that it means."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from ..excerpt import excerpt
from ..printable import printable_line
from ..record.entries import Json
from ..record.times import as_instant

_LIST_CHARS = 24
_TEXT_CHARS = 400
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
    return (
        excerpt(printable_line(value[: _TEXT_CHARS + 1]), _TEXT_CHARS)
        if isinstance(value, str)
        else json.dumps(value)
    )


def time_words(instant: datetime, at: datetime) -> str:
    """The time of day to the millisecond; with its date where that is not the date of ``at``."""
    instant = instant.astimezone(timezone.utc)
    fraction = f".{instant.microsecond // 1000:03d}" if instant.microsecond else ""
    clock = f"{instant:%H:%M:%S}{fraction}"
    if instant.date() == at.date():
        return clock
    near = abs(instant - at) < _NEAR
    return f"{instant:%m-%d} {clock}" if near else f"{instant:%Y-%m-%d} {clock}"
