"""A part of a long text that keeps what the reader needs of it."""

from __future__ import annotations

_CUT = "…"


def excerpt(text: str, room: int, value: str = "", head: int = 0) -> str:
    """At most ``room`` characters of the text, with ``value`` among them where the text has it.

    ``head`` is how many characters at its beginning are kept if there is room for both; ``…`` stands for
    what is left out. A value longer than the room is cut at its end.
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
