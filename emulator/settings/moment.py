"""A time in a scenario: absolute, or relative to the start of the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import UsageError
from ..record.times import EPOCH
from .units import format_duration, parse_duration_s, parse_instant

# No product has an older event; an older time has another unit, or is a mistake.
EARLIEST = EPOCH
_HOW = "write +90s or -3d (from the start), or an ISO 8601 time"
_HOW_LONG = "write it as 200ms, 90s, 5m, 1h30m or 2d"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in a scenario: ``offset_s`` seconds after the start of the run, or the absolute ``instant`` in
    UTC.
    """

    offset_s: float = 0.0
    instant: datetime | None = None

    def at(self, start: datetime) -> datetime:
        """Return this time as an absolute time, for a run that begins at ``start``."""
        return self.instant or start + timedelta(seconds=self.offset_s)

    def __str__(self) -> str:
        if self.instant is not None:
            return self.instant.isoformat().replace("+00:00", "Z")
        sign = "-" if self.offset_s < 0 else "+"
        return sign + format_duration(abs(self.offset_s))


START = Moment()


def parse_moment(value: object) -> Moment:
    """Parse a time in a scenario: ``+90s``, ``-3d`` or ``2024-01-01T00:00:00Z``.

    Raises ValueError for other values.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a time: {_HOW}")
    text = value.strip()
    try:
        if text[:1] in ("+", "-"):
            offset_s = parse_duration_s(text[1:], "")
            return Moment(-offset_s if text[0] == "-" else offset_s)
        return Moment(0.0, parse_instant(text, ""))
    except (UsageError, OverflowError) as error:
        raise ValueError(f"{value!r} is not a time: {_HOW}") from error


def parse_span_s(value: object, *, minimum: float = 0.0) -> float:
    """Parse a duration in a scenario, ``90s`` or a number of seconds; return seconds.

    Raises ValueError for other values, and for less than ``minimum`` seconds.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = f"{value:f}"
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a duration: {_HOW_LONG}")
    try:
        return parse_duration_s(value, "", minimum=minimum)
    except UsageError as error:
        raise ValueError(f"{error.what}: {_HOW_LONG}") from error
