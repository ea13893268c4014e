"""Values as keys that compare with each other: (rank, value), a rank for each type."""

from __future__ import annotations

import json
from typing import Any

MISSING, BOOLEAN, NUMBER, TEXT, OTHER, END = range(6)
Key = tuple[int, Any]
NOTHING: Key = (MISSING, 0)


def key_of(value: Any) -> Key:
    """The key of a JSON value; null is missing."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return TEXT, value
    if isinstance(value, bool):
        return BOOLEAN, value
    if isinstance(value, (int, float)):
        return (NUMBER, value) if value == value else NOTHING
    return OTHER, json.dumps(value, sort_keys=True, default=str)


def keys_asked(value: Any, *, exact: bool) -> tuple[Key, ...]:
    """The keys that a value of a request may stand for, since a query knows only text.

    ``exact`` is for equality: then a number may also be kept as text.
    """
    if not isinstance(value, str):
        key = key_of(value)
        if exact and key[0] in (NUMBER, BOOLEAN):
            return key, (TEXT, str(value).lower() if key[0] == BOOLEAN else str(value))
        return (key,)
    keys: list[Key] = [(TEXT, value)]
    number = number_of(value)
    if number is not None:
        keys.insert(0, (NUMBER, number))
    elif value.lower() in ("true", "false"):
        keys.insert(0, (BOOLEAN, value.lower() == "true"))
    return tuple(keys)


def number_of(text: str) -> int | float | None:
    """The number that a text of plain digits says."""
    body = text[1:] if text[:1] in "+-" else text
    if not body or len(body) > 40 or not body.replace(".", "", 1).isdecimal():
        return None
    return float(text) if "." in text else int(text)


def id_key(identity: str) -> Key:
    """An id that is written as a whole number is compared as one, so that 10 follows 9."""
    digits = identity[1:] if identity[:1] == "-" else identity
    plain = digits.isascii() and digits.isdecimal() and len(digits) < 20
    # Any other spelling of a number (007, -0) is another id than that number.
    if plain and (digits[0] != "0" or identity == "0"):
        return NUMBER, int(identity)
    return TEXT, identity


def id_keys_asked(value: Any, *, exact: bool) -> tuple[Key, ...]:
    """The keys that a value of a request may stand for among ids.

    ``exact`` is for equality: then only the id of this very text is meant.
    """
    text = str(value)
    key, number = id_key(text), number_of(text)
    if exact or key[0] == NUMBER or number is None:
        return (key,)
    return (NUMBER, number), key
