"""Shortens values, times, counts and lists for a line of a report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
    """Return a short text for a value: of a time the time of day, with the date where it differs from the
    date of ``at``; of a long list its length; of a long object its number of keys; of any other value
    its text or JSON.
    """
    instant = as_instant(value)
    if instant is not None:
        return time_words(instant, at)
    if isinstance(value, list):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else counted(len(value), "item")
    if isinstance(value, dict):
        text = json.dumps(value)
        return text if len(text) <= _LIST_CHARS else counted(len(value), "key")
    return (
        excerpt(printable_line(value[: _TEXT_CHARS + 1]), _TEXT_CHARS)
        if isinstance(value, str)
        else json.dumps(value)
    )


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: ``1 incident`` or ``2 incidents``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Iterable[str]) -> str:
    """Return names as a list: the first six, and how many more there are: ``a, b, c, d, e, f and 3 more``."""
    every = list(names)
    more = f" and {len(every) - MOST_NAMES} more" if len(every) > MOST_NAMES else ""
    return ", ".join(every[:MOST_NAMES]) + more


def cycles_words(cycles: Sequence[int]) -> str:
    """Return cycles in words: ``cycle 3`` or ``cycles 3, 5-10, 12``. Cycles in a row are joined."""
    spans: list[list[int]] = []
    for cycle in cycles:
        if spans and cycle == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], cycle]
        else:
            spans.append([cycle])
    shown = ", ".join(_span(span) for span in spans[:MOST_NAMES])
    more = ", …" if len(spans) > MOST_NAMES else ""
    return f"{'cycle' if len(cycles) == 1 else 'cycles'} {shown}{more}"


def _span(span: Sequence[int]) -> str:
    ends = [str(cycle) for cycle in span]
    return (", " if span[-1] == span[0] + 1 else "\N{EN DASH}").join(ends)


def time_words(instant: datetime, at: datetime) -> str:
    """Return the time of day in UTC, to the millisecond, with the date where it differs from the date of
    ``at``.
    """
    instant = instant.astimezone(timezone.utc)
    fraction = f".{instant.microsecond // 1000:03d}" if instant.microsecond else ""
    clock = f"{instant:%H:%M:%S}{fraction}"
    if instant.date() == at.date():
        return clock
    near = abs(instant - at) < _NEAR
    return f"{instant:%m-%d} {clock}" if near else f"{instant:%Y-%m-%d} {clock}"
