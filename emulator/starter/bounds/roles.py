"""What the name of a parameter, or the words before a value, say of the comparison with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ...judging.window.words import END, START, word_set, words_of
from ...record.entries import Json
from ...record.words import spaced

_SIGNS: tuple[tuple[str, str], ...] = (
    (r">=|=>|=ge=|\bg(e|te|eq|teq|t eq?)\b|\bgreater( than)? (or )?equal|\bon or after\b", "ge"),
    (r"<=|=<|=le=|\bl(e|te|eq|teq|t eq?)\b|\bless( than)? (or )?equal|\bon or before\b", "le"),
    (r">|=gt=|\bgt\b|\bgreater|\bmore ?than\b|\bnewer|\blater|\bafter\b", "gt"),
    (r"<|=lt=|\blt\b|\bless ?than\b|\bolder|\bbefore\b", "lt"),
)
UPDATED = word_set("update updated updates modified modification modify changed change edited")
_OPERATOR_NAMES = re.compile(
    r"op|operator|operation|condition|searchtype|comparison|comparator|relation|match|type", re.I
)
_FIELD_NAMES = re.compile(r"field|name|key|property|attribute|column|left|id", re.I)
_LAST = re.compile(r"\[(?:\d+|[^\]]*)\]$|\.[^.\[\]]+$|\|json$")


@dataclass(frozen=True)
class Role:
    """A comparison, as the name of a parameter or a text near a value tells it.

    ``op`` is the operator. ``told`` says that the text names this operator (``>=``, ``gte``); else it is
    guessed.
    """

    op: str
    told: bool


def sign_in(text: str) -> Role | None:
    """Return the comparison that a word or a sign names: ``>=``, ``gte``, ``greater than``; else None."""
    plain = re.sub(r"[\s_-]+", " ", spaced(text.strip())).lower()
    if plain == "==":
        return Role("eq", told=True)
    for pattern, op in _SIGNS:
        if re.search(pattern, plain):
            return Role(op, told=True)
    return None


def named_role(ref: str, asked: Mapping[str, Json]) -> Role | None:
    """Return the comparison that a parameter stands for, judged by its names and by what stands beside it.

    Beside ``filters[0].value`` may stand ``filters[0].operator``. Return None if nothing tells.
    """
    beside = [str(value) for _, value in _beside(ref, asked, _OPERATOR_NAMES)]
    for text in beside:
        if re.fullmatch(r"(?i)between|range|in_?range", text):
            break
        if (found := sign_in(text)) is not None:
            return found
    number = re.search(r"\[([01])\]$", ref)
    if number is not None and any(
        other != ref and other.startswith(ref[: number.start()]) for other in asked
    ):
        return Role("ge" if number[1] == "0" else "le", told=False)
    roles = map(of_words, islice(levels_of(ref), 3))
    return next((role for role in roles if role is not None), None)


def of_words(name: str) -> Role | None:
    """Return the comparison that a name speaks of: ``createdAfter``, ``from``, ``until``; else None."""
    words = words_of(name)
    end, start = not END.isdisjoint(words), not START.isdisjoint(words)
    if not (end or start):
        return sign_in(name) if re.search(r"(?i)g[te]|l[te]", name) else None
    sign = sign_in(name)
    if sign is not None and (sign.op in ("lt", "le")) == end:
        # "after" in a name is no promise of the product, "gt" is one.
        exact = re.search(r"(?i)(^|[^a-z])[gl]te?(q)?($|[^a-z])", name) is not None
        return Role(sign.op, told=exact)
    return Role("lt", told=False) if end and not start else Role("ge", told=False)


def levels_of(ref: str) -> Iterator[str]:
    """Yield the names in a reference, the innermost first: ``gte``, ``created`` for ``body.created.gte``."""
    parts = re.findall(r"[^.\[\]'|]+", ref.partition(".")[2] or ref)
    yield from (part for part in reversed(parts) if not part.isdecimal() and part != "json")


def field_of(ref: str, asked: Mapping[str, Json], beside: str = "") -> str:
    """Return the field that a time is compared with: ``updated`` if a name speaks of changes, else
    ``created``.

    ``beside`` is a name that stands before the time in a text.
    """
    names = [beside, *levels_of(ref)][:3]
    names.extend(str(value) for _, value in _beside(ref, asked, _FIELD_NAMES))
    words = {word for name in names for word in words_of(name)}
    return "updated" if words & UPDATED and "created" not in words else "created"


def _beside(
    ref: str, asked: Mapping[str, Json], names: re.Pattern[str]
) -> Iterator[tuple[str, Json]]:
    """Yield the parameters with one of these names that stand in the same object as ``ref``."""
    inside = ref
    while re.search(r"\[\d+\]$", inside):
        inside = inside[: inside.rindex("[")]
    place = _LAST.sub("", inside)
    if not re.search(r"\]$|\.", place.partition(".")[2]) and "[" not in place:
        return
    for other, value in asked.items():
        rest = other[len(place) :].strip(".[]'") if other.startswith(place) else ""
        if other != ref and rest and names.fullmatch(re.sub(r"\.name$", "", rest)):
            yield other, value
