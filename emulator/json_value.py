"""Production's JSON round trip: what crosses the platform's boundary, crosses it as text."""

from __future__ import annotations

import json

from .record import Json


def round_trip(value: object, what: str) -> Json:
    """The value as it arrives on the other side of production's ``json.dump``.

    Raises TypeError at the call, as production does, naming the key that cannot be written
    (``Object of type set is not JSON serializable (last run, key 'ids')``), and ValueError on a cycle.
    Source: observed in code (the object goes through ``json.dump`` with its default settings).
    """
    if value is None or (type(value) is str and value.isascii()):
        return value
    try:
        return json.loads(json.dumps(value))
    except TypeError as error:
        found = _unserialisable(value, "")
        if found is None:
            raise
        path, culprit = found
        name = type(culprit).__name__.removeprefix("Fake")
        place = f"{what}, key '{path}'" if path else what
        raise TypeError(f"Object of type {name} is not JSON serializable ({place})") from error


def _unserialisable(value: object, path: str) -> tuple[str, object] | None:
    """Where in the value the first thing stands that JSON cannot say, and that thing."""
    if isinstance(value, dict):
        children = [(f"{path}.{key}" if path else str(key), child) for key, child in value.items()]
    elif isinstance(value, (list, tuple)):
        children = [(f"{path}[{index}]", child) for index, child in enumerate(value)]
    elif value is None or isinstance(value, (str, int, float)):
        return None
    else:
        return path, value
    for place, child in children:
        found = _unserialisable(child, place)
        if found is not None:
            return found
    return None
