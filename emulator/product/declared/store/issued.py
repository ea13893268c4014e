"""The opaque texts that the product's answers contain: tokens of logins, paging cursors, ids of jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from ....record.entries import Json
from ..reading.refusal import Refusal

_Record = TypeVar("_Record", bound=tuple[Any, ...])


class Ledger(Generic[_Record]):
    """Records (tokens, cursors, or jobs) by the opaque text that the product issued for each.

    The text depends on the seed and on how many texts were issued before, so every run issues the same texts.
    When there are more than ``most`` records, the oldest is dropped.
    """

    def __init__(
        self, seed: int, name: str, record: Callable[..., _Record], most: int, length: int = 32
    ) -> None:
        self._seed, self._name, self._record = seed, name, record
        self._most, self._length = most, length
        self._count = 0
        self.records: dict[str, _Record] = {}

    def add(self, kind: str, record: _Record) -> str:
        """Store a record and return the opaque text issued for it; the text depends on seed, kind and
        count.
        """
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
    """A token of a login: ``kind`` is access or refresh; ``expires_us`` None means that it never expires."""

    kind: str
    expires_us: int | None


class Tokens(Ledger[Token]):
    """The tokens that logins have issued; they expire on the simulated clock."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "known", Token, most=10_000)

    def issue(self, kind: str, lifetime_us: int | None, now_us: int) -> str:
        """Issue a token of this kind; ``lifetime_us`` None means that it never expires."""
        return self.add(kind, Token(kind, None if lifetime_us is None else now_us + lifetime_us))

    def standing(self, token: str, kind: str, now_us: int) -> str:
        """Return whether a token of this kind is ``good``, ``expired`` or ``unknown`` at a time."""
        known = self.records.get(token)
        if known is None or known.kind != kind:
            return "unknown"
        return "good" if known.expires_us is None or now_us < known.expires_us else "expired"

    def end(self, token: str) -> None:
        """Delete a token: it is unknown from now on."""
        self.records.pop(token, None)

    def end_access(self) -> None:
        """Make every access token count as expired from now on."""
        for token, known in self.records.items():
            if known.kind == "access":
                self.records[token] = Token("access", 0)


class Cursor(NamedTuple):
    """A paging cursor: the next page begins after the ``position`` in ``after`` (None: at the start).

    ``given`` holds the values of the first page's request by reference, ``at_us`` the time of that request.
    ``expires_us`` None means that the cursor never expires.
    """

    route: int
    given: Mapping[str, list[Json]]
    after: tuple[Any, ...] | None
    at_us: int
    expires_us: int | None = None


class Cursors(Ledger[Cursor]):
    """The paging cursors that the product's answers have issued."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "cursors", Cursor, most=10_000)

    def get(self, token: str, route: int, now_us: int) -> Cursor:
        """Return the paging cursor with this token. Raises Refusal for an unknown or expired one."""
        cursor = self.records.get(token)
        if cursor is None or cursor.route != route:
            raise Refusal("bad_request", "the request's cursor is unknown")
        if cursor.expires_us is not None and now_us >= cursor.expires_us:
            raise Refusal("bad_request", "the request's cursor has expired")
        return cursor
