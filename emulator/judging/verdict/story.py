"""Why something happened, in a line, and the requests that show it."""

from __future__ import annotations

from dataclasses import dataclass

from .asked import Asked


@dataclass(frozen=True, slots=True)
class Story:
    """``requests`` are whole, in the order in which the text speaks of them; ``cycle`` is the one that
    did it, 0 where none did."""

    text: str
    requests: tuple[str, ...] = ()
    cycle: int = 0


def story_of(text: str, *asks: Asked | None, cycle: int = 0) -> Story:
    """The story with the requests that it speaks of, each once."""
    whole = dict.fromkeys(asked.whole for asked in asks if asked is not None)
    return Story(text, tuple(whole), cycle)
