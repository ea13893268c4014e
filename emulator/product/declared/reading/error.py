"""What is wrong with an ``api:`` section, and where in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ....errors import VendorError
from ...elsewhere import ELSEWHERE

Path = tuple[str | int, ...]


class ApiError(VendorError):
    """A mistake in the section, or one that shows while it serves.

    ``path`` holds the keys and indexes from the section to the place; ``message`` says what is
    wrong and what is possible there.
    """

    def __init__(self, path: Path, message: str, *, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message, where=place(path), advice=advice)
        self.path = path
        self.message = message


def place(path: Path) -> str:
    """``api.routes[0].filter`` for the path of an ApiError."""
    text = "api"
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text


def alternatives(wrong: str, known: Iterable[str]) -> str:
    """``; did you mean 'limit'? (known: cursor, limit, …)`` for a word that is not known."""
    names = sorted(known)
    near = [ELSEWHERE[wrong]] if ELSEWHERE.get(wrong) in names else []
    near = near or difflib.get_close_matches(wrong, names, n=1)
    guess = f"; did you mean {near[0]!r}?" if near else ";"
    return f"{guess} known: {', '.join(names)}"
