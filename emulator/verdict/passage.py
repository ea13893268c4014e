"""What one fetch did, in the words of a story: what it asked, what it got, where it stood then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus, urlsplit

from ..history import FetchRun
from ..record import Exchange
from ..value_words import value_words
from ..window import asked_from
from .cursor import Cursor, cursor_of
from .seen import ids_in

_ASKED_CHARS = 78


@dataclass(frozen=True, slots=True)
class Passage:
    """``asked`` is empty where nothing was asked; ``got`` holds the ids that any answer had."""

    cycle: int
    at: datetime
    ended: datetime
    failed: bool
    created: int
    asked: str
    got: frozenset[str]
    cursor: Cursor | None

    def moved(self, verb: str = "moved") -> str:
        """``moved `last_fetch` from 12:00:00 to 12:01:00``, or that it stayed where it was."""
        cursor = self.cursor
        if cursor is None:
            return "left no cursor"
        name = f"`{cursor.key or 'the last run'}`"
        after = value_words(cursor.after, self.at)
        if not cursor.moved:
            return f"left {name} at {after}"
        if cursor.before is None:
            return f"{verb} {name} to {after}"
        return f"{verb} {name} from {value_words(cursor.before, self.at)} to {after}"

    def moved_to(self) -> str:
        """``moved `last_fetch` to 12:01:00``."""
        cursor = self.cursor
        if cursor is None:
            return "gone on"
        name = f"`{cursor.key or 'the last run'}`"
        return f"moved {name} to {value_words(cursor.after, self.at)}"


def passage_of(run: FetchRun, ids: frozenset[str], leaf: str) -> Passage:
    """``ids`` are all that the product has, ``leaf`` the name of the field that holds one."""
    exchanges = run.record.exchanges
    found = [ids_in(item.response_body, ids, leaf) if ids else set() for item in exchanges]
    main = _main(exchanges, [len(one) for one in found], run)
    return Passage(
        cycle=run.cycle,
        at=run.at,
        ended=run.pulled_at,
        failed=run.failed,
        created=len(run.incidents),
        asked=_words(main) if main else "",
        got=frozenset().union(*found),
        cursor=cursor_of(run),
    )


def _main(exchanges: tuple[Exchange, ...], sizes: list[int], run: FetchRun) -> Exchange | None:
    """The request that brought events; without any, the one that asks for a window; else the last."""
    if not exchanges:
        return None
    if any(sizes):
        return exchanges[sizes.index(max(sizes))]
    for item in exchanges:
        if asked_from((item,), run.at) is not None:
            return item
    return exchanges[-1]


def _words(exchange: Exchange) -> str:
    parts = urlsplit(exchange.url)
    query = f"?{unquote_plus(parts.query)}" if parts.query else ""
    asked = f"{exchange.method} {parts.path or '/'}{query} {exchange.request_body}"
    asked = " ".join(asked.split())
    return asked if len(asked) <= _ASKED_CHARS else f"{asked[: _ASKED_CHARS - 1]}…"
