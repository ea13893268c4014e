"""What logins gave out: tokens that live for a while on the simulated clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ....record.entries import Json

_MOST = 10_000


class Tokens:
    """Tokens follow from the seed, so that the same run gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._known: dict[str, tuple[str, int | None]] = {}

    def issue(self, kind: str, lifetime_us: int | None, now_us: int) -> str:
        """A new token of a kind (access, refresh); without a lifetime it never expires."""
        self._count += 1
        token = opaque(self._seed, kind, self._count)
        self._known[token] = kind, None if lifetime_us is None else now_us + lifetime_us
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return token

    def standing(self, token: str, kind: str, now_us: int) -> str:
        """``good``, ``expired`` or ``unknown``."""
        known = self._known.get(token)
        if known is None or known[0] != kind:
            return "unknown"
        return "good" if known[1] is None or now_us < known[1] else "expired"

    def end(self, token: str) -> None:
        """The token is unknown from now on."""
        self._known.pop(token, None)

    def end_all(self, kind: str) -> None:
        """Every token of a kind is expired."""
        self._known = {
            token: (own, 0 if own == kind else expires)
            for token, (own, expires) in self._known.items()
        }

    def state(self) -> dict[str, Json]:
        return {"count": self._count, "known": {k: list(v) for k, v in self._known.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._count = state["count"]
        self._known = {token: (kind, expires) for token, (kind, expires) in state["known"].items()}


def opaque(seed: int, kind: str, count: int) -> str:
    """A text that says nothing, and is the same in every run."""
    return hashlib.blake2b(f"{seed}:{kind}:{count}".encode(), digest_size=16).hexdigest()
