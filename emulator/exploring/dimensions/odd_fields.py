"""Unusual values in the fields of an event, which a product may answer one day but has not answered so
far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...record.entries import Json
from ...record.times import as_instant
from .draws import Draws

NEW_VALUE, NULL, NEW_FIELD, TEXT = "new value", "null", "new field", "text"
ODDITIES = (NEW_VALUE, NULL, NEW_FIELD, TEXT)
_VALUES: Mapping[str, Json] = {
    NEW_VALUE: "a value of tomorrow",
    NULL: None,
    # Quotes, a line break, letters beyond ASCII: what a person may type.
    TEXT: 'Łukasz said: "it\'s <b>100 %</b>,\nno joke" ☃',
}
_NEW: Mapping[str, Json] = {"fieldOfTomorrow": {"list": [1, None], "text": "new"}}


def with_oddity(draws: Draws, fields: Mapping[str, Json], odd: str) -> Mapping[str, Json]:
    """Return the fields with one unusual value, or with a new field. If no field could have another value,
    return them unchanged. Texts that are times are not replaced, because code may parse them.
    """
    if odd == NEW_FIELD:
        return {**fields, **_NEW}
    names = sorted(name for name, value in fields.items() if _is_free(value))
    return {**fields, draws.pick(names): _VALUES[odd]} if names else fields


def oddity_of(fields: Mapping[str, Json], kinds: Sequence[Mapping[str, Json]]) -> str:
    """Return what is unusual in the fields of an event that was read from a file; empty for nothing.
    ``kinds`` are the fields of the usual events.
    """
    if _NEW.items() <= fields.items():
        return NEW_FIELD
    for name, value in fields.items():
        for odd, unusual in _VALUES.items():
            known = any(name in kind and kind[name] == value for kind in kinds)
            if value == unusual and not known:
                return odd
    return ""


def _is_free(value: Json) -> bool:
    return isinstance(value, str) and as_instant(value) is None
