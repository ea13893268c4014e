"""Shortens values, times, counts and lists for a line of a report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from ..excerpt import excerpt
from ..printable import printable_line
from ..record.entries import Json
from ..record.times import as_instant

MOST_NAMES = 6
_LIST_CHARS = 24
_TEXT_CHARS = 400
_NEAR = timedelta(days=180)


def value_words(value: Json, at: datetime) -> str:
    """Shorten a value: a time to the time of day, with a date where it differs from ``at``'s; a long list
    to its length; a long object to its number of keys; anything else to text or JSON."""
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


def counted(count: int, noun: str) -> str:
    """Return ``1 incident`` or ``2 incidents``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Iterable[str]) -> str:
    """Return the first six names and the number of the others: ``a, b, c, d, e, f and 3 more``."""
    every = list(names)
    more = f" and {len(every) - MOST_NAMES} more" if len(every) > MOST_NAMES else ""
    return ", ".join(every[:MOST_NAMES]) + more


def time_words(instant: datetime, at: datetime) -> str:
    """Return the time of day in UTC, to the millisecond, with the date where it differs from ``at``'s."""
    instant = instant.astimezone(timezone.utc)
    fraction = f".{instant.microsecond // 1000:03d}" if instant.microsecond else ""
    clock = f"{instant:%H:%M:%S}{fraction}"
    if instant.date() == at.date():
        return clock
    near = abs(instant - at) < _NEAR
    return f"{instant:%m-%d} {clock}" if near else f"{instant:%Y-%m-%d} {clock}"
