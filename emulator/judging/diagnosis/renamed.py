"""Finds the findings whose cause is a parameter that the yml offers under one name and the code reads under
another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...record.entries import Line
from ...record.words import words_of
from ..cause import DECIDED, Cause, Place, present
from ..finding import Finding
from .with_cause import with_cause

RENAMED = "XF431"
_CODE = "parameter-of-another-name"
_LOOKS_BACK = frozenset({"back", "lookback", "delay", "overlap", "lag", "latency", "buffer"})
_NAME = re.compile(r"[A-Za-z_]\w*")
# Rules that find that a parameter has no effect, with the words of its name in the yml.
_IGNORED = {"XF303": ("first", "fetch"), "XF117": ("max", "fetch")}


def with_renamed(findings: Sequence[Finding], causes: Mapping[int, Cause]) -> tuple[Finding, ...]:
    """Return the findings with their causes. ``causes`` holds them by the ``id()`` of the finding.

    A parameter that the yml offers under one name and the code reads under another has no effect. It becomes
    the cause of each finding about what it should decide: where the first fetch begins, how many events a
    fetch creates, how far a window looks back, or which events are wanted. If there is no such finding, it
    becomes the cause of the finding about the parameter itself.
    """
    known = dict(causes)
    for one in findings:
        if one.rule != RENAMED or one.line is None:
            continue
        declared, read = str(one.evidence["declared"]), str(one.evidence["read"])
        words = {*words_of(declared), *words_of(read)}
        led = [key for key, cause in known.items() if _decides(words, one.line, cause)]
        led += [id(other) for other in findings if _is_ignored(other, words_of(declared))]
        for key in led or [id(one)]:
            known[key] = _cause(known.get(key), one.line, declared, read)
    return tuple(with_cause(one, known.get(id(one))) for one in findings)


def _decides(words: set[str], line: Line, cause: Cause) -> bool:
    """Whether the words of a parameter name what the cause is about, or the ``line`` that reads the
    parameter made what the cause shows.
    """
    if cause.code == "late-visibility":
        return bool(words & _LOOKS_BACK)
    if cause.code != "code-filter-excludes" or not cause.places:
        return False
    if any(place.line == line for place in cause.places):
        return True
    names = {name for one in cause.places[0].values for name in _NAME.findall(one.name)}
    return any(set(words_of(name)) <= words for name in names if words_of(name))


def _is_ignored(finding: Finding, words: Sequence[str]) -> bool:
    return finding.rule in _IGNORED and set(_IGNORED[finding.rule]) <= set(words)


def _cause(cause: Cause | None, line: Line, declared: str, read: str) -> Cause:
    """Return the cause with the line that reads the parameter first."""
    what = f"the yml offers `{declared}`, and the code reads `{read}`, which no instance has"
    made = () if cause is None else (one for one in cause.places if one.line == line)
    place = next(iter(made), Place(DECIDED, line))
    if cause is None:
        return Cause(_CODE, what, (place,), when="always: what users set has no effect")
    places = present((place, *cause.places))
    return Cause(_CODE, f"{what}; {cause.because}", places, cause.when, cause.healthy)
