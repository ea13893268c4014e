"""The opaque texts that the product's answers hand out: tokens of logins, paging cursors, ids of jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from ....record.entries import Json
from ..reading.refusal import Refusal

_Record = TypeVar("_Record", bound=tuple[Any, ...])


class Ledger(Generic[_Record]):
    """Records (of tokens, cursors, or jobs) by the opaque text that the product issued for each.

    The text follows from the seed and from the number of texts before it, so a run repeats exactly. Beyond
    ``most`` records the oldest one is dropped.
    """

    def __init__(
        self, seed: int, name: str, record: Callable[..., _Record], most: int, length: int = 32
    ) -> None:
        self._seed, self._name, self._record = seed, name, record
        self._most, self._length = most, length
        self._count = 0
        self.records: dict[str, _Record] = {}

    def add(self, kind: str, record: _Record) -> str:
        """Keep a record and return the opaque text issued for it, which depends on seed and kind."""
        self._count += 1
        text = f"{self._seed}:{kind}:{self._count}".encode()
        token = hashlib.blake2b(text, digest_size=16).hexdigest()[: self._length]
        self.records[token] = record
        if len(self.records) > self._most:
            del self.records[next(iter(self.records))]
        return token

    def state(self) -> dict[str, Json]:
        """Return all records as JSON, for ``restore``."""
        return {
            "count": self._count,
            self._name: {token: list(record) for token, record in self.records.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Replace all records by those of an earlier ``state``."""
        self._count = state["count"]
        self.records = {t: self._record(*record) for t, record in state[self._name].items()}


class Token(NamedTuple):
    """A token of a login: ``kind`` is access or refresh; with ``expires_us`` None it never expires."""

    kind: str
    expires_us: int | None


class Tokens(Ledger[Token]):
    """The tokens that logins issued, which expire on the simulated clock."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "known", Token, most=10_000)

    def issue(self, kind: str, lifetime_us: int | None, now_us: int) -> str:
        """Issue a token of a kind; without a lifetime it never expires."""
        return self.add(kind, Token(kind, None if lifetime_us is None else now_us + lifetime_us))

    def standing(self, token: str, kind: str, now_us: int) -> str:
        """Return whether a token is ``good``, ``expired`` or ``unknown`` at a time."""
        known = self.records.get(token)
        if known is None or known.kind != kind:
            return "unknown"
        return "good" if known.expires_us is None or now_us < known.expires_us else "expired"

    def end(self, token: str) -> None:
        """Make a token unknown from now on."""
        self.records.pop(token, None)

    def end_all(self, kind: str) -> None:
        """Make every token of a kind expired from now on."""
        for token, known in self.records.items():
            if known.kind == kind:
                self.records[token] = Token(kind, 0)


class Cursor(NamedTuple):
    """A paging cursor: the next page begins behind the position ``after`` (None is the start).

    ``given`` are the values of the first request by the text of their reference, ``at_us`` is its time. With
    ``expires_us`` None the cursor never expires.
    """

    route: int
    given: Mapping[str, list[Json]]
    after: tuple[Any, ...] | None
    at_us: int
    expires_us: int | None = None


class Cursors(Ledger[Cursor]):
    """The paging cursors that the product's answers issued."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "cursors", Cursor, most=10_000)

    def get(self, token: str, route: int, now_us: int) -> Cursor:
        """Return the paging cursor with this token. Raises Refusal if it is unknown or has expired."""
        cursor = self.records.get(token)
        if cursor is None or cursor.route != route:
            raise Refusal("bad_request", "the request's cursor is unknown")
        if cursor.expires_us is not None and now_us >= cursor.expires_us:
            raise Refusal("bad_request", "the request's cursor has expired")
        return cursor
