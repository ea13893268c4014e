"""The errors of a declared API: a mistake in the ``api:`` section, and a request that is turned down."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from ....errors import VendorError

Path = tuple[str | int, ...]
# Operators as other query languages spell them.
ELSEWHERE = {"gte": "ge", "lte": "le", "neq": "ne", "nin": "not_in"}


class ApiError(VendorError):
    """A mistake in the section, or one that shows while it serves.

    ``path`` holds the keys and indexes from the section to the place; ``message`` says what is
    wrong and what is possible there.
    """

    def __init__(self, path: Path, message: str, *, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message, where=place(path), advice=advice)
        self.path = path
        self.message = message


class Refusal(Exception):
    """``kind`` names the answer: bad_request, refused, expired, missing, limited, early."""

    def __init__(self, kind: str, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.values = values


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
