"""The formats in which a product writes and reads times: ``epoch_s``, ``iso.3 +02:00``, ``%d/%m/%Y``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from ....record.entries import Json
from ....record.times import PER_SECOND, unit_by_size
from ....settings.section import Path, SectionError, alternatives
from .instant_us import (
    EARLIEST_US,
    LATEST_US,
    MINUTE_US,
    any_form_us,
    from_wall_us,
    naive_us,
    offset_us,
    parse_iso_us,
    to_datetime,
    zone_of,
)

_PER_SECOND = dict(zip(("epoch_s", "epoch_ms", "epoch_us", "epoch_ns"), PER_SECOND, strict=True))
_DIGITS = (0, 1, 2, 3, 6, 7, 9)
# Two days within the range of a datetime: no rounding and no offset leads out of it.
_FIRST_US, _LAST_US = EARLIEST_US + 2 * 86_400_000_000, LATEST_US - 2 * 86_400_000_000
FORMS = (
    "iso, iso.3 (digits: 0, 3, 6, 7, 9), epoch_s, epoch_ms, epoch_us, epoch_ns, any, or a strftime "
    "text with %; then, as wanted: Z, +00:00, +02:00, Europe/Berlin or naive; text (an epoch as a "
    "string); cut or round and a unit (iso cut minute)"
)
UNITS_US = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
}
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class Precision:
    """How exactly a product stores times: as multiples of ``unit_us`` microseconds.

    The remainder is cut off, or (``nearest``) the time is rounded, half up.
    """

    unit_us: int = 1
    nearest: bool = False

    def apply(self, us: int) -> int:
        """Return a time (microseconds since 1970) as the product stores it."""
        return (us + self._shift) // self.unit_us * self.unit_us

    def bounds(self, op: str, us: int) -> Bounds | None:
        """Return the range of exact times whose stored form compares with ``us`` by ``op`` (gt, ge, lt, le,
        eq).

        The range is its first time and its end (excluded); None stands for an open side. Returns None if no
        time fits.
        """
        unit_us, shift = self.unit_us, self._shift
        floor = us // unit_us * unit_us
        if op in ("ge", "lt"):
            edge = (floor if floor == us else floor + unit_us) - shift
            return (edge, None) if op == "ge" else (None, edge)
        after = floor + unit_us - shift
        if op in ("gt", "le"):
            return (after, None) if op == "gt" else (None, after)
        return (us - shift, after) if floor == us else None

    @property
    def _shift(self) -> int:
        return self.unit_us // 2 if self.nearest else 0


EXACT = Precision()


@dataclass(frozen=True)
class TimeFormat:
    """A format of times; ``kind`` is iso, epoch, strftime, or any (reads every form, writes ISO 8601).

    ``zone`` is Z, naive, an offset, or a name such as Europe/Berlin. With ``text`` an epoch is written as a
    string.
    """

    kind: str
    per_second: int = 1
    digits: int = 0
    zone: str = "Z"
    pattern: str = ""
    text: bool = False
    precision: Precision = EXACT

    def write(self, us: int) -> str | int:
        """Write a time, given in microseconds since 1970, in this format."""
        us = self.precision.apply(us)
        if self.kind == "epoch":
            number = us * self.per_second // 1_000_000
            return str(number) if self.text else number
        wall = to_datetime(us).astimezone(zone_of(self.zone))
        if self.kind == "strftime":
            return wall.strftime(self.pattern)
        # isoformat knows neither 7 nor 9 digits, and strftime takes three times as long.
        shown = wall.isoformat()[:19]
        if self.digits:
            shown += "." + f"{us % 1_000_000:06d}"[: self.digits].ljust(self.digits, "0")
        suffix = self._suffix
        return shown + (f"{wall:%z}"[:3] + ":" + f"{wall:%z}"[3:5] if suffix is None else suffix)

    def list_writer(self) -> Callable[[list[int]], list[str | int]]:
        """Return a function that writes many times as ``write`` does, but faster."""
        if self.kind == "epoch" and self.precision == EXACT and not self.text:
            unit_us = 1_000_000 // min(self.per_second, 10**6)
            per_us = max(self.per_second // 10**6, 1)
            return lambda times: [us * per_us // unit_us for us in times]
        if self.kind in ("iso", "any") and self._has_fixed_offset:
            return self._iso_list_writer()
        return lambda times: [self.write(us) for us in times]

    def read(self, value: Json) -> int:
        """Parse a time in a request; return microseconds since 1970. Raises ValueError."""
        if self.kind == "epoch" and type(value) is str and _is_whole(value):
            return int(value) * 1_000_000 // self.per_second
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError(f"{value!r} is not a time: give a text or a number")
        if self.kind == "epoch" or (self.kind == "any" and _number(value) is not None):
            return self._epoch(value)
        text = str(value).strip()
        if self.kind == "strftime":
            parsed = datetime.strptime(text, self.pattern)
            if parsed.tzinfo is not None:
                return naive_us(parsed.astimezone(timezone.utc).replace(tzinfo=None))
            return from_wall_us(naive_us(parsed), zone_of(self.zone))
        wall, offset = parse_iso_us(text) if self.kind == "iso" else any_form_us(text)
        return from_wall_us(wall, zone_of(self.zone)) if offset is None else wall - offset

    def _epoch(self, value: str | float) -> int:
        number = _number(value)
        if number is None:
            raise ValueError(f"{value!r} is not a number of seconds or milliseconds since 1970")
        scale = unit_by_size(number) if self.kind == "any" else self.per_second
        if isinstance(number, int):
            return number * 1_000_000 // scale
        whole, rest = divmod(number, 1)
        return int(whole) * 1_000_000 // scale + int(rest * 1_000_000 / scale)

    @property
    def _has_fixed_offset(self) -> bool:
        return isinstance(zone_of(self.zone), timezone)

    @property
    def _suffix(self) -> str | None:
        """The zone at the end of every written time, such as ``Z``; None if it differs from time to time."""
        return "" if self.zone == "naive" else self.zone if self._has_fixed_offset else None

    def _iso_list_writer(self) -> Callable[[list[int]], list[str | int]]:
        """Return a fast function that writes many times in an ISO format whose zone has a fixed offset.

        It keeps the text of each minute, because events often share one.
        """
        east_us, suffix = offset_us(zone_of(self.zone), 0), self._suffix
        shown = min(self.digits, 6)
        cut, per_second = 10 ** (6 - shown), 10**shown
        rest = f"%02d.%0{shown}d{'0' * (self.digits - shown)}{suffix}" if shown else f"%02d{suffix}"

        def write(times: list[int]) -> list[str | int]:
            if not times or min(times) < _FIRST_US or max(times) > _LAST_US:
                return [self.write(us) for us in times]
            if self.precision != EXACT:
                times = [self.precision.apply(us) for us in times]
            parts = [divmod(us + east_us, MINUTE_US) for us in times]
            if not shown:
                return [_minute(minute) + rest % (us // cut) for minute, us in parts]
            return [_minute(minute) + rest % divmod(us // cut, per_second) for minute, us in parts]

        return write


ISO = TimeFormat("iso")
ANY = TimeFormat("any", digits=3)


def parse_time_format(value: object, path: Path) -> TimeFormat:
    """Parse a time format such as ``iso.3 +02:00`` or ``{strftime: …, zone: …}``. Raises SectionError."""
    try:
        if isinstance(value, dict) and set(value) <= {"strftime", "zone"} and "strftime" in value:
            zone = str(value.get("zone", "Z"))
            zone_of(zone)
            return TimeFormat("strftime", pattern=str(value["strftime"]), zone=zone)
        if isinstance(value, str) and value.strip():
            return _parsed(value.strip())
        raise ValueError(value)
    except ValueError as error:
        raise SectionError(path, f"{value!r} is not a time format; known: {FORMS}") from error


@lru_cache(maxsize=256)
def _parsed(text: str) -> TimeFormat:
    if "%" in text:
        return TimeFormat("strftime", pattern=text)
    head, *words = text.split()
    name, _, digits = head.partition(".")
    values: dict[str, Any] = {"kind": "iso"}
    if head in _PER_SECOND:
        values = {"kind": "epoch", "per_second": _PER_SECOND[head]}
    elif head == "any":
        values = {"kind": "any", "digits": 3}
    elif name == "iso" and (digits or "0").isdecimal() and int(digits or 0) in _DIGITS:
        values["digits"] = int(digits or 0)
    else:
        raise ValueError(head)
    while words:
        word = words.pop(0)
        if word in ("cut", "round") and words and words[0] in UNITS_US:
            values["precision"] = Precision(UNITS_US[words.pop(0)], word == "round")
        elif word == "text" and values["kind"] == "epoch":
            values["text"] = True
        else:
            zone_of(word)
            values["zone"] = word
    return TimeFormat(**values)


def parse_precision(text: str, path: Path) -> Precision:
    """Parse a precision: ``second``, ``cut minute`` (the same as ``minute``), or ``round second``.

    Raises SectionError.
    """
    words = text.split()
    nearest = words[:1] == ["round"]
    unit = " ".join(words[1:] if words[:1] in (["round"], ["cut"]) else words)
    if unit not in UNITS_US:
        raise SectionError(path, f"{text!r} is no precision of times{alternatives(unit, UNITS_US)}")
    return Precision(UNITS_US[unit], nearest)


@lru_cache(maxsize=4096)
def _minute(minute: int) -> str:
    """Write a number of minutes since 1970 as ``2024-01-01T00:00:``."""
    return to_datetime(minute * MINUTE_US).isoformat()[:17]


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 25


def _number(value: str | float) -> int | float | None:
    """Return a number, or the number in a text; None for other texts, infinity, and NaN."""
    if isinstance(value, str):
        text = value.strip()
        if _is_whole(text):
            return int(text)
        if not re.fullmatch(r"-?\d{1,25}(\.\d{1,9})?", text, re.ASCII):
            return None
        return float(text) if "." in text else int(text)
    return value if value == value and abs(value) < 1e25 else None
