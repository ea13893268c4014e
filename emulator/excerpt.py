"""Shortens a long text to the part that the reader needs."""

from __future__ import annotations

_CUT = "…"


def excerpt(text: str, room: int, value: str = "", head: int = 0) -> str:
    """Return at most ``room`` characters of the text; they include ``value`` if the text contains it.

    If there is room, the first ``head`` characters are included too. ``…`` replaces what is left out. If
    ``room`` is too small for ``value``, the end of ``value`` is cut.
    """
    if len(text) <= room:
        return text
    start = text.find(value) if value else -1
    end = start + len(value)
    if start < 0 or end < room:
        return text[: max(room - 1, 0)] + _CUT
    if head + len(value) + 2 > room or head > start:
        head = 0
    kept = room - head - 2
    first = start - max(kept - len(value), 0) // 2
    if first + kept >= len(text) - 1:
        first = len(text) - kept - 1
        return text[:head] + _CUT + text[first:]
    return text[:head] + _CUT + text[first : first + kept] + _CUT
