"""The last run in words short enough for a table: what it was, what it became."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

from ..history import History, LastRunChange
from ..record import Json
from .styled import shortened

_ISO = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_EARLIEST_S, _LATEST_S = 946_684_800, 4_102_444_800  # the years 2000 and 2100
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)
_LIST_CHARS = 24
_NEAR = timedelta(days=180)


def single_key(runs: History) -> str | None:
    """The only key that any of the last runs has, for the column's head."""
    keys: set[str] = set()
    for run in runs:
        for value in (run.last_run.before, run.last_run.asked, run.last_run.after):
            if value is not None and not isinstance(value, dict):
                return None
            keys.update(value or ())
    return keys.pop() if len(keys) == 1 else None


def change_words(change: LastRunChange, at: datetime, key: str | None) -> str:
    """``{} -> 23:55:00``; only the keys that changed; ``(unchanged)``."""
    before, after = change.before, change.after
    if before == after:
        return "(unchanged)" if after not in ({}, None) else "{}"
    if key is not None:
        return f"{_one(before, key, at)} -> {_one(after, key, at)}"
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return f"{value_words(before, at)} -> {value_words(after, at)}"
    return ", ".join(_changes(before, after, at))


def _changes(before: dict[str, Json], after: dict[str, Json], at: datetime) -> list[str]:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [
        f"{name} {_side(before, name, at)} -> {_side(after, name, at)}".replace(" - ->", " ->")
        for name in changed
    ]


def cut_words(change: LastRunChange, at: datetime, key: str | None, room: int) -> str:
    """The change in at most ``room`` characters: the first keys that changed, and how many more."""
    words = change_words(change, at, key)
    if len(words) <= room:
        return words
    if key is None and isinstance(change.before, dict) and isinstance(change.after, dict):
        parts = _changes(change.before, change.after, at)
        for count in range(len(parts) - 1, 0, -1):
            shown = f"{', '.join(parts[:count])}, +{len(parts) - count}"
            if len(shown) <= room:
                return shown
        if parts:
            more = f", +{len(parts) - 1}" if len(parts) > 1 else ""
            return f"{shortened(parts[0], room - len(more))}{more}"
    return shortened(words, room)


def value_words(value: Json, at: datetime) -> str:
    """A time as the time of day (with its date on another day); a list as its length; else JSON."""
    instant = as_instant(value)
    if instant is not None:
        return _time_words(instant, at)
    if isinstance(value, list):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else f"[{len(value)}]"
    if isinstance(value, dict):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else f"{{{len(value)} keys}}"
    return value if isinstance(value, str) else json.dumps(value)


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


def _time_words(instant: datetime, at: datetime) -> str:
    instant = instant.astimezone(timezone.utc)
    fraction = f".{instant.microsecond // 1000:03d}" if instant.microsecond else ""
    clock = f"{instant:%H:%M:%S}{fraction}"
    if instant.date() == at.date():
        return clock
    near = abs(instant - at) < _NEAR
    return f"{instant:%m-%d} {clock}" if near else f"{instant:%Y-%m-%d} {clock}"


def _one(value: Json, key: str, at: datetime) -> str:
    return (
        value_words(value[key], at) if isinstance(value, dict) and key in value else _empty(value)
    )


def _empty(value: Json) -> str:
    return "{}" if value in ({}, None) else json.dumps(value)


def _side(value: dict[str, Json], name: str, at: datetime) -> str:
    return value_words(value[name], at) if name in value else "-"
