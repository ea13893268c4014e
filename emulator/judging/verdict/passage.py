"""A summary of one fetch: its requests, the events in the answers, and its saved position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...record.entries import Line
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ..value_words import value_words
from .asked import Asked, asked_of
from .last_run_cursor import CONTEXT_SAVERS, Cursor, cursors_of
from .positions import Positions

_MOST_OTHERS = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """A summary of one fetch, from which explanations are written.

    ``at`` and ``ended`` are when the fetch began and ended; ``created`` counts its incidents. ``asks`` are
    the requests whose answers held events; of the other requests it has only those among the first 50.
    ``main`` is the request whose answer held most events, or else the first with a time window, or else the
    last; None if the fetch sent no request. ``cursor`` is the saved position, None without one; ``saved_at``
    is the line that saved it.
    """

    cycle: int
    at: datetime
    ended: datetime
    failed: bool
    created: int
    asks: tuple[Asked, ...]
    main: Asked | None
    cursor: Cursor | None
    saved_at: Line | None = None

    @property
    def got(self) -> frozenset[str]:
        """The ids of all events in the answers."""
        return frozenset().union(*(asked.got for asked in self.asks))

    def that_got(self, identifier: str) -> tuple[Asked, ...]:
        """Return the requests whose answers held the event. Requests for its details, which contain its
        id, are returned only if there is no other.
        """
        found = tuple(asked for asked in self.asks if identifier in asked.got)
        return tuple(asked for asked in found if not asked.names(identifier)) or found

    def asked_for(self, event: VendorEvent, path: str) -> Asked | None:
        """Return the request that should have returned the event.

        It is a request to the list ``path`` (to any list if none is to this one) whose time window begins
        at or before the event's creation; else any request to the list; else ``main``. Of several it is the
        one with the most events. A request that names a time and gets no event may only prepare the list (as
        a seek in a queue does): where another one without a window got events, it is that one.
        """
        of_list = [asked for asked in self.asks if path and asked.path == path]
        holding = [
            asked
            for asked in of_list or self.asks
            if asked.window is not None and asked.window.start <= event.created
        ]
        best = max(holding or of_list, key=lambda asked: len(asked.got), default=self.main)
        main = self.main
        if best is None or main is None or best.got or of_list or main.window is not None:
            return best
        return main if main.got else best

    def last_asked_at(self, asked: Asked | None) -> datetime:
        """Return when the fetch sent its last request to the same list as this request: what became visible
        later was in no answer. It is the end of the fetch where there is no request.
        """
        sent = (one.sent.at for one in self.asks if asked is not None and one.path == asked.path)
        return max(sent, default=self.ended)

    def got_by(self, asked: Asked) -> frozenset[str]:
        """Return the ids in the answers of all requests to the same list (URL path) as this request: all
        its pages.
        """
        return frozenset().union(*(one.got for one in self.asks if one.path == asked.path))

    def position(self, asked: Asked | None) -> Cursor | None:
        """Return this fetch's saved position for the list (URL path) that ``asked`` requests. ``asked``
        may belong to another fetch; None means the position of the whole fetch.
        """
        if asked is None or asked in self.asks:
            return asked.cursor if asked else self.cursor
        same = (one.cursor for one in self.asks if one.path == asked.path)
        return next(same, self.cursor)

    def moved(self, asked: Asked | None = None, verb: str = "moved") -> str:
        """Return words for the change of the position: ``moved `last_fetch` from 12:00:00 to 12:01:00``,
        or that it was kept, or that none was saved.
        """
        cursor = self.position(asked)
        if cursor is None:
            return "saved no position"
        name = f"`{cursor.key or 'the last run'}`"
        after = value_words(cursor.after, self.at)
        if not cursor.moved:
            return f"kept {name} at {after}"
        if cursor.before is None:
            return f"{verb} {name} to {after}"
        return f"{verb} {name} from {value_words(cursor.before, self.at)} to {after}"

    def moved_to(self, asked: Asked | None = None) -> str:
        """Return words for the new position: ``moved `last_fetch` to 12:01:00``; ``gone on`` where no
        position is known.
        """
        cursor = self.position(asked)
        if cursor is None:
            return "gone on"
        name = f"`{cursor.key or 'the last run'}`"
        return f"moved {name} to {value_words(cursor.after, self.at)}"


def passage_of(run: FetchRun, ids: frozenset[str], leaf: str, positions: Positions) -> Passage:
    """Summarise a fetch. ``ids`` are all ids of the product's events; ``leaf`` is the key under which an
    event has its id; ``positions`` says which saved value belongs to which request.
    """
    cursors = cursors_of(run)
    asks = tuple(
        asked_of(item, run.at, ids, leaf, positions.cursor_for(cursors, item))
        for item in run.record.exchanges
    )
    saves = run.record.named("setLastRun", *CONTEXT_SAVERS)
    return Passage(
        saved_at=saves[-1].line if saves else None,
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
    """Return the request whose answer held most events. If none held any, return one with a time window,
    else the last request; None without requests.
    """
    if not asks:
        return None
    most = max(asks, key=lambda asked: len(asked.got))
    if most.got:
        return most
    return next((asked for asked in asks if asked.window is not None), asks[-1])
