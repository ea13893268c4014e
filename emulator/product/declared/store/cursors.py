"""Cursors that answers gave out: where the next page begins, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....record.entries import Json
from ..reading.refusal import Refusal
from .tokens import opaque

_MOST = 10_000


@dataclass(frozen=True)
class Cursor:
    """``given`` are the values of the first request, by reference; ``at_us`` when it was asked."""

    route: int
    given: Mapping[str, list[Any]]
    after: tuple[Any, ...] | None
    at_us: int
    expires_us: int | None = None


class Cursors:
    """The oldest are forgotten beyond ten thousand."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._cursors: dict[str, Cursor] = {}

    def issue(self, cursor: Cursor) -> str:
        self._count += 1
        token = opaque(self._seed, "cursor", self._count)
        self._cursors[token] = cursor
        if len(self._cursors) > _MOST:
            del self._cursors[next(iter(self._cursors))]
        return token

    def get(self, token: str, route: int, now_us: int) -> Cursor:
        """Raises Refusal for a cursor that was never given out there, or has expired."""
        cursor = self._cursors.get(token)
        if cursor is None or cursor.route != route:
            raise Refusal("bad_request", "the cursor is not known")
        if cursor.expires_us is not None and now_us >= cursor.expires_us:
            raise Refusal("bad_request", "the cursor has expired")
        return cursor

    def state(self) -> dict[str, Json]:
        cursors = {
            token: [
                c.route,
                dict(c.given),
                None if c.after is None else list(c.after),
                c.at_us,
                c.expires_us,
            ]
            for token, c in self._cursors.items()
        }
        return {"count": self._count, "cursors": cursors}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._count = state["count"]
        self._cursors = {
            token: Cursor(route, given, None if after is None else tuple(after), at, expires)
            for token, (route, given, after, at, expires) in state["cursors"].items()
        }
