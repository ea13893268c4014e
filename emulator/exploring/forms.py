"""Other forms in which a product may show its times and ids: another number of decimal places, ids as
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..record.entries import Json
from .product_facts import texts

INT, TEXT = "int", "text"
_DIGITS = (0, 3, 6, 7, 9)
_TIME = re.compile(r"(@(?:created|visible|updated)\s+iso)(?:\.(\d))?\b(?!\s+cut|\s+round)")
_ID = re.compile(r"@id(?:\s+(int|text))?(\??)")


def with_forms(api: Json, digits: int | None, ids: str) -> Json:
    """Return the section ``api`` of a scenario in which each ISO time of an event has ``digits`` decimal
    places, and its id the form ``ids`` (``int`` or ``text``). None and an empty text leave them as they are.
    """

    def other(text: str) -> str:
        if digits is not None:
            text = _TIME.sub(rf"\1.{digits}", text)
        match = _ID.fullmatch(text)
        return f"@id {ids}{match[2]}" if ids and match else text

    return _changed(api, other)


def other_digits(api: Json) -> tuple[int, ...]:
    """Return the other numbers of decimal places that the product's times could have; empty if it shows no
    ISO time.
    """
    shown = {match[2] for text in texts(api) for match in _TIME.finditer(text)}
    return tuple(one for one in _DIGITS if shown and shown != {str(one)})


def other_ids(api: Json, template: str) -> tuple[str, ...]:
    """Return the other form in which the product could show its ids; empty if they are not numbers.

    ``template`` is the template of the ids.
    """
    shown = {match[1] for text in texts(api) if (match := _ID.fullmatch(text))}
    if template != "{n}" or len(shown) != 1:
        return ()
    return (TEXT,) if shown == {INT} else (INT,)


def forms_of(api: Json, usual: Json, template: str) -> tuple[int | None, str]:
    """Return the decimal places and the form of ids with which the usual section ``api`` becomes this one.
    Return None and an empty text if it is the usual one, or differs in another way.
    """
    for digits in (None, *other_digits(usual)):
        for ids in ("", *other_ids(usual, template)):
            if with_forms(usual, digits, ids) == api:
                return digits, ids
    return None, ""


def _changed(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return value
