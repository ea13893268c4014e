"""Tell in which format a document of a pack's tests writes a time."""

from __future__ import annotations

import re
from datetime import datetime

from ...record.entries import CheckedJson
from ...record.times import as_instant, read_instant
from ...recording.event_fields import named_as_time
from ..guessed_api import time_format

_TIME_NAME = re.compile(
    r"time|date|stamp|_at$|At$|_on$|On$|seen|created|updated|modified|occurred|first|last|start|end|when",
    re.I,
)
# How products write times beside ISO 8601 and epochs.
_PATTERNS = (
    "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p", "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y %I:%M:%S %p", "%a %b %d %H:%M:%S %Y",
    "%b %d %Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
)  # fmt: skip


def form_of_time(name: str, value: CheckedJson) -> str:
    """Return the format in which a value writes a time, as a scenario names it; empty if it is no time."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value in ("", 0):
        return ""
    if not (named_as_time(name) or _TIME_NAME.search(name)):
        return ""
    if isinstance(value, (int, float)):
        found = as_instant(value)
        digits = len(str(int(abs(value))))
        return (
            {10: "epoch_s", 13: "epoch_ms", 16: "epoch_us", 19: "epoch_ns"}.get(digits, "")
            if found
            else ""
        )
    if value.isdecimal():
        number = form_of_time(name, int(value))
        return f"{number} text" if number else ""
    try:
        read_instant(value)
    except ValueError:
        return _pattern_of(value)
    return time_format(value) + (" +00:00" if value.endswith("+00:00") else "")


def _pattern_of(text: str) -> str:
    for pattern in _PATTERNS if len(text) <= 40 else ():
        try:
            datetime.strptime(text, pattern)
        except ValueError:
            continue
        return pattern.replace("%Z", "GMT").replace(" %z", " +0000")
    return ""
