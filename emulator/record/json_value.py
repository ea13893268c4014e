"""Production's JSON round trip: what crosses the platform's boundary, crosses it as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from math import isfinite, isnan
from typing import Any

from .entries import CheckedJson, Json

_ATOMS = (type(None), bool, int, float)
_DEEPEST = 40
_MOST_NAMED = 4
# Below the 4300 digits that Python writes: whether it writes more is for json.dumps to say.
_MOST_BITS = 14_000


def round_trip(value: object, what: str, no_numbers: list[str] | None = None) -> CheckedJson:
    """The value as it arrives on the other side of production's ``json.dump``.

    ``no_numbers`` takes where in it NaN or an infinity stands (``NaN at key 'score'``).

    Raises TypeError at the call, as production does, naming the key that cannot be written
    (``Object of type set is not JSON serializable (last run, key 'ids')``), and ValueError on a cycle
    and on an integer that Python does not write (over 4300 digits).
    Source: observed in code (the object goes through ``json.dump`` with its default settings).
    """
    with suppress(_NotPlain):
        return _copied(value, _DEEPEST)
    try:
        arrived: Json = json.loads(json.dumps(value))
        if no_numbers is not None:
            no_numbers.extend(islice(_no_numbers(arrived, ""), _MOST_NAMED))
        return arrived
    except TypeError as error:
        found = _unserialisable(value, "")
        if found is None:
            raise
        path, culprit = found
        name = type(culprit).__name__.removeprefix("Fake")
        place = f"{what}, key '{path}'" if path else what
        raise TypeError(f"Object of type {name} is not JSON serializable ({place})") from error


def json_or_none(text: str | bytes) -> Json:
    """Parses a text as JSON. Returns None for a text that is no JSON, or nested too deeply to be parsed."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


class _NotPlain(Exception):
    """The value is for JSON itself to say."""


def _copied(value: CheckedJson, depth: int) -> CheckedJson:
    """What JSON would make of a plain value, for a fraction of what its text costs.

    Raises _NotPlain for any other, and for one that is nested deeper, if only because it holds itself.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _plain_text(value)
    if kind in _ATOMS:
        if kind is int and value.bit_length() > _MOST_BITS:
            raise _NotPlain
        # What this difference is not 0 of is NaN or an infinity.
        if kind is float and value - value:
            raise _NotPlain
        return value
    if depth == 0:
        raise _NotPlain
    if kind is dict:
        return {
            key if type(key) is str and key.isascii() else _plain_text(key): _copied(
                item, depth - 1
            )
            for key, item in value.items()
        }
    if kind is list:
        return [_copied(item, depth - 1) for item in value]
    raise _NotPlain


def _plain_text(text: Any) -> str:
    """Two halves of a surrogate pair, which JSON would join, are not plain."""
    if type(text) is not str:
        raise _NotPlain
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _NotPlain from None
    return text


def _no_numbers(value: Json, path: str) -> Iterator[str]:
    """Where in a value NaN and infinities stand, which JSON has no number for."""
    if isinstance(value, float) and not isfinite(value):
        name = "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
        yield f"{name} at key '{path}'" if path else name
    for place, child in _children(value, path):
        yield from _no_numbers(child, place)


def _children(value: object, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(f"{path}.{key}" if path else str(key), child) for key, child in value.items()]
    if isinstance(value, (list, tuple)):
        return [(f"{path}[{index}]", child) for index, child in enumerate(value)]
    return []


def _unserialisable(value: object, path: str) -> tuple[str, object] | None:
    """Where in the value the first thing stands that JSON cannot say, and that thing."""
    if value is not None and not isinstance(value, (dict, list, tuple, str, int, float)):
        return path, value
    for place, child in _children(value, path):
        found = _unserialisable(child, place)
        if found is not None:
            return found
    return None
