"""What one fetch did, in the words of a story: what it asked, what it got, where it stood then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ..value_words import value_words
from .asked import Asked, asked_of
from .last_run_cursor import Cursor, cursors_of
from .positions import Positions

_MOST_OTHERS = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """``asks`` are the requests whose answers had events, and the first of the others; ``main`` is the one
    that tells most about the fetch, None where nothing was asked."""

    cycle: int
    at: datetime
    ended: datetime
    failed: bool
    created: int
    asks: tuple[Asked, ...]
    main: Asked | None
    cursor: Cursor | None

    @property
    def got(self) -> frozenset[str]:
        """The ids that any answer had."""
        return frozenset().union(*(asked.got for asked in self.asks))

    def that_got(self, identifier: str) -> tuple[Asked, ...]:
        """The requests whose answers had the event, without those that ask for its details alone."""
        found = tuple(asked for asked in self.asks if identifier in asked.got)
        return tuple(asked for asked in found if not asked.names(identifier)) or found

    def asked_for(self, event: VendorEvent, path: str) -> Asked | None:
        """The request that ought to have brought the event: of its list, where ``path`` names one, and
        with a window that holds it; else the main one."""
        of_list = [asked for asked in self.asks if path and asked.path == path]
        holding = [
            asked
            for asked in of_list or self.asks
            if asked.window is not None and asked.window.start <= event.created
        ]
        best = max(holding or of_list, key=lambda asked: len(asked.got), default=None)
        return best or self.main

    def got_by(self, asked: Asked) -> frozenset[str]:
        """The ids that the list of this request brought, on all its pages."""
        return frozenset().union(*(one.got for one in self.asks if one.path == asked.path))

    def position(self, asked: Asked | None) -> Cursor | None:
        """Where the fetch stands in the list of a request, of this fetch or of another one."""
        if asked is None or asked in self.asks:
            return asked.cursor if asked else self.cursor
        same = (one.cursor for one in self.asks if one.path == asked.path)
        return next(same, self.cursor)

    def moved(self, asked: Asked | None = None, verb: str = "moved") -> str:
        """``moved `last_fetch` from 12:00:00 to 12:01:00``, or that it stayed where it was."""
        cursor = self.position(asked)
        if cursor is None:
            return "left no cursor"
        name = f"`{cursor.key or 'the last run'}`"
        after = value_words(cursor.after, self.at)
        if not cursor.moved:
            return f"left {name} at {after}"
        if cursor.before is None:
            return f"{verb} {name} to {after}"
        return f"{verb} {name} from {value_words(cursor.before, self.at)} to {after}"

    def moved_to(self, asked: Asked | None = None) -> str:
        """``moved `last_fetch` to 12:01:00``."""
        cursor = self.position(asked)
        if cursor is None:
            return "gone on"
        name = f"`{cursor.key or 'the last run'}`"
        return f"moved {name} to {value_words(cursor.after, self.at)}"


def passage_of(run: FetchRun, ids: frozenset[str], leaf: str, positions: Positions) -> Passage:
    """``ids`` are all that the product has, ``leaf`` the name of the field that holds one."""
    cursors = cursors_of(run)
    asks = tuple(
        asked_of(item, run.at, ids, leaf, positions.cursor_for(cursors, item))
        for item in run.record.exchanges
    )
    return Passage(
        cycle=run.cycle,
        at=run.at,
        ended=run.pulled_at,
        failed=run.failed,
        created=len(run.incidents),
        asks=tuple(one for number, one in enumerate(asks) if one.got or number < _MOST_OTHERS),
        main=_main(asks),
        cursor=positions.cursor_of(cursors),
    )


def _main(asks: tuple[Asked, ...]) -> Asked | None:
    """The request that brought events; without any, the one that asks for a window; else the last."""
    if not asks:
        return None
    most = max(asks, key=lambda asked: len(asked.got))
    if most.got:
        return most
    return next((asked for asked in asks if asked.window is not None), asks[-1])
