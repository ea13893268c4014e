"""What one fetch did, in the words of a story: what it asked, what it got, where it stood then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..history import FetchRun
from ..value_words import value_words
from .asked import Asked, asked_of
from .cursor import Cursor, cursor_of


@dataclass(frozen=True, slots=True)
class Passage:
    """``asks`` are the requests whose answers had events; ``main`` is the one that tells most about the
    fetch, None where nothing was asked."""

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
    asks = tuple(asked_of(item, run.at, ids, leaf) for item in run.record.exchanges)
    return Passage(
        cycle=run.cycle,
        at=run.at,
        ended=run.pulled_at,
        failed=run.failed,
        created=len(run.incidents),
        asks=tuple(asked for asked in asks if asked.got),
        main=_main(asks),
        cursor=cursor_of(run),
    )


def _main(asks: tuple[Asked, ...]) -> Asked | None:
    """The request that brought events; without any, the one that asks for a window; else the last."""
    if not asks:
        return None
    most = max(asks, key=lambda asked: len(asked.got))
    if most.got:
        return most
    return next((asked for asked in asks if asked.window is not None), asks[-1])
