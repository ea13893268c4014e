"""One line that explains a verdict, with the requests that prove it."""

from __future__ import annotations

from dataclasses import dataclass

from .asked import Asked


@dataclass(frozen=True, slots=True)
class Story:
    """The explanation of a verdict.

    ``shape`` names the kind of cause in a word: events whose stories have one shape have one cause;
    ``requests`` are complete, in the order in which ``text`` mentions them; ``cycle`` is the cycle that
    caused the verdict, 0 where no cycle did.
    """

    text: str
    requests: tuple[str, ...] = ()
    cycle: int = 0
    shape: str = ""


def story_of(text: str, *asks: Asked | None, cycle: int, shape: str) -> Story:
    """Build a story from its text and the requests that it mentions; each request is kept once."""
    whole = dict.fromkeys(asked.whole for asked in asks if asked is not None)
    return Story(text, tuple(whole), cycle, shape)
