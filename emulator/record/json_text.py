"""Encode values as JSON text and decode it."""

from __future__ import annotations

import json
import math
from typing import Any

# Integers up to 4300 digits, which have slightly more bits than this, are all that Python converts.
_MOST_BITS = 14_000


# Encodes like json.dumps. A value that contains itself raises RecursionError without the slower check.
json_text = json.JSONEncoder(check_circular=False).encode

_compact = json.JSONEncoder(separators=(",", ":"), check_circular=False, allow_nan=False).encode


def to_json(value: object) -> str:
    """Encode a value as compact JSON (RFC 8259) in ASCII; lone surrogates are written as escapes.

    NaN and infinities become the strings ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``, and an integer of
    more than 4300 digits a string of hexadecimal digits.
    """
    try:
        return _compact(value)
    except ValueError:
        return _compact(sayable(value))


def to_json_utf8(value: object, *, between: str = ", ", after_key: str = ": ") -> str:
    """Encode a value as JSON for reports: like ``to_json``, but characters beyond ASCII stay as they are."""
    write = json.JSONEncoder(
        ensure_ascii=False, allow_nan=False, separators=(between, after_key)
    ).encode
    try:
        text = write(value)
    except ValueError:
        text = write(sayable(value))
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def sayable(value: object) -> object:
    """Return a value in which each number that JSON or Python's JSON parser cannot express is a string."""
    if isinstance(value, float):
        return value if math.isfinite(value) else _name(value)
    if isinstance(value, int):
        return hex(value) if value.bit_length() > _MOST_BITS else value
    if isinstance(value, dict):
        return {sayable(key): sayable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [sayable(item) for item in value]
    return value


def _name(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


_strict = json.JSONDecoder(parse_constant=_refused).decode


def from_json(text: str) -> Any:
    """Parse JSON as RFC 8259 defines it. Raises ValueError for any other text."""
    try:
        return _strict(text)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
