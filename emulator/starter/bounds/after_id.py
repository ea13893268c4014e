"""Requests for what comes after an event that was fetched: ``filter[id_gt]=1002``, ``… AND id > 1002``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...judging.window.words import word_set, words_of
from ...product.declared.shape.reference import word_behind
from ...record.entries import Json
from ...record.id_guess import is_id_name
from .bound import Bound
from .roles import levels_of, sign_in

_AFTER = word_set(
    "after gt gte ge from since start starting min minimum greater newer more last offset position"
)
# A place to go on from, even where no word says what it counts.
_PLACE = word_set("cursor marker checkpoint bookmark watermark")
_IN_ROW = word_set("id seq sequence number index serial")
_COMPARED = re.compile(
    r"(?P<name>[\w./@$-]*\w)['\"]?\s*(?P<sign>>=|>|=g[te]=|:>=?|\sgte?\s|\sge\s)\s*['\"]?(?P<value>[\w:.-]+)",
    re.I,
)


def after_ids(asked: Mapping[str, Json], ids: Collection[str]) -> Iterator[Bound]:
    """Yield the comparisons of one request with the id of an event, or with the number after it.

    ``ids`` are the ids of all events.
    """
    for ref, value in asked.items():
        text = str(value)
        if re.search(r"\[\d+\]$", ref):
            continue
        step = _step(text, ids)
        if step is not None and (op := _named(ref, step)):
            yield Bound("id", op, ref)
        for match in () if step is not None else _COMPARED.finditer(text):
            step = _step(match["value"], ids)
            before = text[match.start() : match.start("value")].rstrip("'\"")
            if step is not None and word_behind(text, before) == match["value"]:
                role = sign_in(match["sign"].lstrip(":"))
                yield Bound("id", role.op if role else "gt", f"{ref}|after '{before}'", told=True)


def _step(text: str, ids: Collection[str]) -> int | None:
    """Return 0 for the id of an event, 1 for the number after one; None for any other text."""
    if text in ids:
        return 0
    return 1 if text.isdecimal() and len(text) > 1 and str(int(text) - 1) in ids else None


def _named(ref: str, step: int) -> str:
    """Return the operator with which a parameter of this name compares an id; empty if it does not."""
    names = list(levels_of(ref))[:2]
    words = {word for name in names for word in words_of(name)}
    speaks = any(is_id_name(name) for name in names) or words & {
        "id",
        "ids",
        "offset",
        "position",
        "seq",
    }
    if not (words & _AFTER and speaks) and not words & _PLACE:
        return ""
    if step:
        # The code adds one to the last id that it has seen.
        return "ge"
    signs = [sign for name in names if (sign := sign_in(name)) is not None]
    if signs:
        return signs[0].op if signs[0].op in ("gt", "ge") else ""
    return "ge" if words & {"min", "minimum"} else "gt"


def serials_in(
    calls: Sequence[Mapping[str, Json]], constants: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the keys of events whose number must grow from event to event, because later requests ask for
    larger numbers.

    ``calls`` are the parameters of the requests to one endpoint. ``constants`` maps keys of the made-up
    events to numbers: each number is now the same in every event. A later request compares such a key with a
    number (``incidentNumber gt 10``), or sends its number as the place to continue from
    (``fromAlertSeqId=151``).
    """
    first, *later = [dict(_compared(asked)) for asked in calls] or [{}]
    new = {name: value for one in later for name, value in one.items() if first.get(name) != value}
    named = [name for name in new if name in constants]
    by_value = [key for key, number in constants.items() if str(number) in new.values()]
    # Made-up events have the same number in many places, and an offset may equal it by chance.
    by_value = [key for key in by_value if _IN_ROW & set(words_of(key))]
    return tuple(dict.fromkeys(named or (by_value if len(by_value) == 1 else ())))


def _compared(asked: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the names that a request compares with a number, and that number."""
    for ref, value in asked.items():
        text = str(value)
        if re.fullmatch(r"\d{1,9}", text) and _named(ref, 0):
            yield next(levels_of(ref)), text
        for match in _COMPARED.finditer(text):
            if re.fullmatch(r"\d{1,9}", match["value"]) and match["name"]:
                yield re.split(r"[./]", match["name"])[-1], match["value"]
