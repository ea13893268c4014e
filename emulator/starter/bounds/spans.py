"""Relative windows in requests: ``last 24 hours``, ``timeFrame:"79 seconds"``, ``time_frame=10080``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...judging.window.words import KEY_UNITS, NO_SPAN, NO_TIME, SPANS, words_of
from ...product.declared.shape.reference import word_behind
from ...product.declared.times.span import UNITS_US, span_us
from .bound import Bound
from .roles import levels_of

_TEXT = re.compile(
    r"(?P<before>[\w./@$-]*\w\s*[:=(]?\s*['\"]?)?"
    r"(?:last |past )?\d{1,9}\s?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|[smhdw])\b",
    re.I,
)
_AMOUNT = re.compile(r"amount|value|count|number|quantity|size|length", re.I)
_UNIT = re.compile(r"\.(time_?)?units?$", re.I)
_SECOND_US = 1_000_000
_HOUR_S, _DAY_S, _LONGEST_S = 3600, 86400, 400 * 86400
_SHORT_UNITS = {1: "s", 60: "m", 3600: "h", 86400: "d", 604800: "w"}


def spans_in(values: Mapping[str, Sequence[str]]) -> list[Bound]:
    """Return the lengths of time that requests ask back from now, as comparisons ``within``.

    ``values`` are the values of each parameter in the calls of one endpoint, in their order.
    """
    found = (
        _of_two(ref, values) or _span(ref, tuple(map(str, sent))) for ref, sent in values.items()
    )
    return [bound for bound in found if bound is not None]


def _of_two(ref: str, values: Mapping[str, Sequence[str]]) -> Bound | None:
    """Return the comparison with a number beside which its unit stands: ``{"amount": 7, "unit": "day"}``."""
    place, dot, name = ref.rpartition(".")
    units = [other for other in values if other.startswith(f"{place}.") and _UNIT.search(other)]
    if not (dot and units and _AMOUNT.fullmatch(name)):
        return None
    pairs = zip(values[ref], values[units[0]], strict=False)
    if not all(_is_span(f"{number} {unit}") for number, unit in pairs):
        return None
    return Bound("created", "within", ref, told=True, unit=units[0])


def _span(ref: str, sent: Sequence[str]) -> Bound | None:
    words = {word for name in list(levels_of(ref))[:2] for word in words_of(name)}
    if not sent or words & NO_SPAN:
        return None
    if all(text.isdecimal() for text in sent):
        numbers = [int(text) for text in sent]
        named = "" if words & NO_TIME else _named_unit(words, numbers)
        unit = named or ("" if words & NO_TIME else _unit(words, numbers))
        return Bound("created", "within", ref, told=bool(named), unit=unit) if unit else None
    if words & (SPANS | set(KEY_UNITS)) and all(map(_is_span, sent)):
        return Bound("created", "within", ref, told=True)
    match = _TEXT.search(sent[0])
    before = match["before"].rstrip("'\"") if match and match["before"] else ""
    if not set(words_of(before)) & SPANS:
        return None
    if all(_is_span(word_behind(text, before) or "") for text in sent):
        return Bound("created", "within", f"{ref}|after '{before}'", told=True)
    return None


def _is_span(text: str) -> bool:
    try:
        return not text.isdecimal() and span_us(text) > 0
    except ValueError:
        return False


def _named_unit(words: set[str], numbers: Sequence[int]) -> str:
    """Return the unit of a number that counts back from now, if its name tells the unit (``last_minutes``);
    empty for any other name.
    """
    named = [KEY_UNITS[word] for word in words if word in KEY_UNITS]
    spans = bool(words & SPANS) or words <= set(KEY_UNITS)
    return _SHORT_UNITS.get(named[0], "") if named and spans and 0 < max(numbers) < 10**7 else ""


def _unit(words: set[str], numbers: Sequence[int]) -> str:
    """Return the unit of a number that counts back from now; empty if it does not. Guess the unit in which
    the number of the first fetch makes whole days or hours.
    """
    if not words & SPANS or not numbers[0]:
        return ""
    for whole_s in (_DAY_S, _HOUR_S):
        for unit in ("s", "m", "h", "d"):
            first_s = numbers[0] * UNITS_US[unit] // _SECOND_US
            if first_s % whole_s == 0 and _HOUR_S <= first_s <= _LONGEST_S:
                return unit
    return ""
