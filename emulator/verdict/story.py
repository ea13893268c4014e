"""Why something happened, in a line, and the requests that show it."""

from __future__ import annotations

from dataclasses import dataclass

from .asked import Asked


@dataclass(frozen=True, slots=True)
class Story:
    """``requests`` are whole, in the order in which the text speaks of them."""

    text: str
    requests: tuple[str, ...] = ()


def story_of(text: str, *asks: Asked | None) -> Story:
    """The story with the requests that it speaks of, each once."""
    return Story(text, tuple(dict.fromkeys(asked.whole for asked in asks if asked is not None)))
