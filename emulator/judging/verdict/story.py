"""A story: one line that explains a verdict, with the requests that prove it."""

from __future__ import annotations

from dataclasses import dataclass

from ...record.entries import Line
from .asked import Asked


@dataclass(frozen=True, slots=True)
class Story:
    """The explanation of a verdict.

    ``shape`` names the kind of cause in a word. Events with the same kind of cause have the same shape.
    ``places`` are pairs: a word for what a line of the integration did (``asked`` or ``moved``), and that
    line. ``requests`` are the complete requests, in the order in which ``text`` mentions them. ``cycle`` is
    the cycle that caused the verdict, 0 if no cycle did.
    """

    text: str
    requests: tuple[str, ...] = ()
    cycle: int = 0
    shape: str = ""
    places: tuple[tuple[str, Line], ...] = ()


def story_of(
    text: str, *asks: Asked | None, cycle: int, shape: str, moved_at: Line | None = None
) -> Story:
    """Build a story from its text and the requests that the text mentions; a request that occurs twice is
    kept once.

    ``moved_at`` is the line that saved the position, None where unknown.
    """
    whole = dict.fromkeys(asked.whole for asked in asks if asked is not None)
    lines = [("asked", asked.sent.line) for asked in asks if asked is not None][:1]
    lines.append(("moved", moved_at))
    places = tuple((what, line) for what, line in lines if line is not None)
    return Story(text, tuple(whole), cycle, shape, places)
