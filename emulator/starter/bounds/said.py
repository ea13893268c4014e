"""Find what the docstrings and comments in the code say about a comparison, such as ``start_time: … greater
than the given time``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .bound import ENDS, STARTS, Bound
from .roles import levels_of

_DESCRIBED = re.compile(
    r"^[ \t]*(?::param\s+)?(?P<name>[A-Za-z]\w*)\s*(?:\([^)\n]*\)+)?\s*:[ \t]*"
    r"(?P<words>[^\n]+(?:\n[^\n:]+$)?)",
    re.M,
)
_WORDS = (
    (
        r"\b(greater|later|newer|more recent|higher)( than)? or equal|\bon or after\b|\bat or after\b",
        "ge",
    ),
    (r"\b(less|earlier|older|lower)( than)? or equal|\bon or before\b|\bat or before\b", "le"),
    (r"\b(greater|later|newer|more recent) than\b|\bexclusive\b", "gt"),
    (r"\b(less|earlier|older) than\b|\bexclusive\b", "lt"),
    (r"\binclusive\b", "ge"),
    (r"\binclusive\b", "le"),
)
_COMMENT = re.compile(r"#+\s*(.*\S)")
_OR_AFTER = re.compile(r"\b\w*or[_ ]?after\b|\binclusive\b", re.I)
# What an update, or else a creation, is called before the words for a time.
_BY_UPDATE = re.compile(
    r"\b(updated|modified|changed) (within|since|after|later than|between|during|on or after|in the last)\b"
)
_BY_CREATION = re.compile(r"\bcreat(ed|ion)\b")
# Of both ends of a window.
_BETWEEN = re.compile(r"\bbetween\b[^.]{0,120}\binclusive\b", re.I)
_PLAIN_OPS = ("gt", "lt")


def as_said(bounds: Sequence[Bound], code: str) -> tuple[Bound, ...]:
    """Return the comparisons. A guessed operator is replaced by the one that the code's description of the
    parameter names. If the code describes a window as ``between … inclusive``, guessed comparisons include
    their own time. If a comment says so of a start, that is no guess. If all descriptions of a parameter say
    ``updated since``, the time of the last update is compared.
    """
    described = list(_described(code))
    bounds = [_commented(one, code) for one in bounds]
    bounds = [
        replace(one, field="updated")
        if one.field == "created" and _by_update(one, described)
        else one
        for one in bounds
    ]
    if _BETWEEN.search(code):
        bounds = [
            replace(one, op=one.op.replace("t", "e"))
            if not one.told and one.op in _PLAIN_OPS
            else one
            for one in bounds
        ]
    return tuple(
        replace(bound, op=op)
        if not bound.told and (op := _said(bound, described)) is not None
        else bound
        for bound in bounds
    )


def included(bounds: Sequence[Bound], why: str, *, ids: bool = False) -> tuple[Bound, ...]:
    """Return the comparisons, in which guessed starts include their own time, for the reason ``why``; with
    ``ids`` those that are ids, and not those that are times.
    """
    return tuple(
        replace(one, op="ge", told=True, why=why)
        if one.op in STARTS and not one.told and (one.field == "id") == ids
        else one
        for one in bounds
    )


def _commented(bound: Bound, code: str) -> Bound:
    """Return the comparison; if a comment names its parameter and says that it includes its own time, it
    does.
    """
    name = next(levels_of(bound.reference.partition("|")[0]), "")
    for number, line in enumerate(code.splitlines(), 1):
        comment = _COMMENT.search(line)
        if (
            comment
            and len(name) > 4
            and name in comment[1].split()
            and _OR_AFTER.search(comment[1])
        ):
            return included([bound], f"line {number} says that {name} includes it")[0]
    return bound


def _described(code: str) -> Iterator[tuple[str, str]]:
    for match in _DESCRIBED.finditer(code):
        yield _plain(match["name"]), " ".join(match["words"].lower().split())


def _by_update(bound: Bound, described: Sequence[tuple[str, str]]) -> bool:
    name = _plain(next(levels_of(bound.reference.partition("|")[0]), ""))
    # An annotation in the code has the form of a description.
    said = [
        words for other, words in described if other == name and re.search(r"^[^=]+ [^=]+$", words)
    ]
    by_update = bool(said) and all(map(_BY_UPDATE.search, said))
    return by_update and not any(map(_BY_CREATION.search, said))


def _said(bound: Bound, described: Sequence[tuple[str, str]]) -> str | None:
    side = next((one for one in (STARTS, ENDS) if bound.op in one), ())
    name = _plain(next(levels_of(bound.reference.partition("|")[0]), ""))
    for other, words in described:
        if other != name or len(name) < 4:
            continue
        for pattern, op in _WORDS:
            if op in side and re.search(pattern, words):
                return op
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
