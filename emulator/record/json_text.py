"""JSON text of many small values: json's own encoder, made ready once instead of for each call."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from json import encoder
from typing import Any

_TRIED: Any = {"a": [1.5, "é", None]}
# Nearly as many bits as the digits that Python writes and reads without complaint, 4300, have.
_MOST_BITS = 14_000


def ready_encoder(between: str, after_key: str, *, allow_nan: bool = True) -> Callable[[Any], str]:
    """What makes a value's text, with these separators, in ASCII.

    The answer raises TypeError, ValueError or RecursionError for what is no JSON.
    """
    # What contains itself is found by its depth as well.
    plain = json.JSONEncoder(
        separators=(between, after_key), check_circular=False, allow_nan=allow_nan
    )
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return plain.encode
    quote = encoder.encode_basestring_ascii
    try:
        parts = make(None, plain.default, quote, None, after_key, between, False, False, allow_nan)
        same = "".join(parts(_TRIED, 0)) == plain.encode(_TRIED)
    except TypeError:
        # Not every Python has it in this form.
        same = False
    return (lambda value: "".join(parts(value, 0))) if same else plain.encode


# As json.dumps.
json_text = ready_encoder(", ", ": ")

_compact = ready_encoder(",", ":", allow_nan=False)


def to_json(value: Any) -> str:
    """A value's text as RFC 8259 defines it, in ASCII: lone surrogates survive as escapes.

    What JSON has no number for becomes text: ``"NaN"``, ``"Infinity"``, ``"-Infinity"``.
    """
    try:
        return _compact(value)
    except ValueError:
        return _compact(sayable(value))


def to_json_utf8(value: Any, *, between: str = ", ", after_key: str = ": ") -> str:
    """As ``to_json``, with its letters as they are, for reports."""
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


def sayable(value: Any) -> Any:
    """The value with texts in place of numbers that JSON, or Python's reader of it, cannot take."""
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
    raise ValueError(f"{name} is no number of JSON")


_strict = json.JSONDecoder(parse_constant=_refused).decode


def from_json(text: str) -> Any:
    """The value of a text that is JSON as RFC 8259 defines it. Raises ValueError for any other."""
    try:
        return _strict(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
