"""Copy a value the way production passes it between integration and platform: as JSON text and back."""

from __future__ import annotations

import json
from ast import literal_eval
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from math import isfinite, isnan
from typing import Any

from .entries import CheckedJson, Json

_ATOMS = (type(None), bool, int, float)
_DEEPEST = 40
_MOST_NAMED = 4
_LONGEST_LITERAL = 20_000
# Below the 4300 digits that Python converts; json.dumps decides about larger integers.
_MOST_BITS = 14_000


def round_trip(value: object, what: str, no_numbers: list[str] | None = None) -> CheckedJson:
    """Return a value as it is after production's ``json.dump`` and ``json.load``.

    ``what`` names the value in errors. The first four places of NaN and infinities (``NaN at key 'score'``)
    are appended to ``no_numbers``.

    Raises TypeError, as production does, for a value that JSON cannot express; it names the key (``Object of
    type set is not JSON serializable (last run, key 'ids')``). Raises ValueError for a value that contains
    itself or an integer of more than 4300 digits. Source: observed in production's code (it calls
    ``json.dump`` with default settings).
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
    """Parse a text as JSON; return None if it is not JSON or is nested too deeply."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def json_in(text: Json) -> Json:
    """Parse a text as JSON, or as a Python literal, which integrations send by mistake; None for others."""
    if not isinstance(text, str):
        return None
    found: CheckedJson = None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        with suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            found = literal_eval(text) if len(text) <= _LONGEST_LITERAL else None
    value: Json = found
    return value


class _NotPlain(Exception):
    """The fast copy of JSON values does not support this value: it must be copied by the json module."""


def _copied(value: CheckedJson, depth: int) -> CheckedJson:
    """Copy a plain JSON value much faster than by JSON text, with the same result.

    Raises _NotPlain for any other value, and for one nested deeper than ``depth``, since it may contain
    itself.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _plain_text(value)
    if kind in _ATOMS:
        if kind is int and value.bit_length() > _MOST_BITS:
            raise _NotPlain
        # For NaN and infinities this difference is NaN, which is true.
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


def _plain_text(text: object) -> str:
    """Return the text.

    Raises _NotPlain for another value, and for a text with surrogates: JSON would turn two of them into one
    character.
    """
    if type(text) is not str:
        raise _NotPlain
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _NotPlain from None
    return text


def _no_numbers(value: Json, path: str) -> Iterator[str]:
    """Yield where a JSON value holds NaN or an infinity: ``NaN at key 'score'``."""
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
    """Return the path and the first part of a value that JSON cannot express; None without such a part."""
    if value is not None and not isinstance(value, (dict, list, tuple, str, int, float)):
        return path, value
    for place, child in _children(value, path):
        found = _unserialisable(child, place)
        if found is not None:
            return found
    return None
