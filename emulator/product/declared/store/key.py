"""Sort keys (rank, value) of JSON values: the rank tells the type, so values of different types compare."""

from __future__ import annotations

import json
from typing import Any

from ....record.entries import Json

MISSING, BOOLEAN, NUMBER, TEXT, OTHER, END = range(6)
Key = tuple[int, Any]
NOTHING: Key = (MISSING, 0)


def key_of(value: Json) -> Key:
    """Return the sort key of a JSON value; null and NaN have the key of a missing value."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return TEXT, value
    if isinstance(value, bool):
        return BOOLEAN, value
    if isinstance(value, (int, float)):
        return (NUMBER, value) if value == value else NOTHING
    return OTHER, json.dumps(value, sort_keys=True, default=str)


def keys_asked(value: Json, *, exact: bool) -> tuple[Key, ...]:
    """Return the sort keys that a value in a request may stand for: in a query, ``5`` may be number or text.

    With ``exact`` (a test for equality) a JSON number or boolean may also stand for its text.
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
    """Return the number that a text such as ``5`` or ``-1.5`` writes; None for any other text."""
    body = text[1:] if text[:1] in "+-" else text
    if not body or len(body) > 40 or not body.replace(".", "", 1).isdecimal():
        return None
    return float(text) if "." in text else int(text)


def id_key(identity: str) -> Key:
    """Return the sort key of an event's id. An id of digits sorts as a number, so that 10 comes after 9."""
    digits = identity[1:] if identity[:1] == "-" else identity
    plain = digits.isascii() and digits.isdecimal() and len(digits) < 20
    # 007 and -0 are not the ids 7 and 0.
    if plain and (digits[0] != "0" or identity == "0"):
        return NUMBER, int(identity)
    return TEXT, identity


def id_keys_asked(value: Json, *, exact: bool) -> tuple[Key, ...]:
    """Return the sort keys that a value in a request may stand for among the ids of events.

    With ``exact`` (a test for equality) it stands only for the id with the same text.
    """
    text = str(value)
    key, number = id_key(text), number_of(text)
    if exact or key[0] == NUMBER or number is None:
        return (key,)
    return (NUMBER, number), key
