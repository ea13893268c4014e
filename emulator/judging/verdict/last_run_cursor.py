"""Finds the values of the saved state that hold the fetch's position, such as ``last_fetch``. A position
is the time or token from which the next fetch asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...record.context_keys import without_login
from ...record.entries import Json
from ...record.fetch_run import FetchRun
from ...record.json_value import json_or_none
from ...record.times import as_instant

CONTEXT_SAVERS = ("setIntegrationContext", "setIntegrationContextVersioned")
CONTEXT_READERS = ("getIntegrationContext", "getIntegrationContextVersioned")
# Names that seldom hold a position. The token of a next page is a position, so it is excepted.
_SELDOM = re.compile(
    r"expir|valid|ttl|token_|(?<!next)(?<!page)(?<!sync)(?<!delta)(?<!continuation)_token$|trigger|refresh"
    r"|login|counter|seen|found|_ids\b|^ids\b",
    re.I,
)
_CURSOR = re.compile(
    r"last|time|date|since|from|start|cursor|fetch|created|after|offset|next|id", re.I
)
_DEEPEST = 3
_MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Cursor:
    """A saved value that may be the fetch's position, before and after one fetch.

    ``key`` is its dotted path in the state; ``instant`` is the time that the value ``after`` stands for, None
    for a number or a token.
    """

    key: str
    before: Json
    after: Json
    instant: datetime | None

    @property
    def moved(self) -> bool:
        """Whether the fetch changed the saved value."""
        return bool(self.before != self.after)


def cursors_of(run: FetchRun) -> tuple[Cursor, ...]:
    """Return the saved values that may be the fetch's position, the likeliest first; empty without any.

    They come from the last run; from the integration context if the last run has no likely one. The order is
    a guess: times first, then values that the fetch changed, then names such as ``last_fetch``. Names that
    seldom hold a position come last.
    """
    change = run.last_run
    found = _ranked(run, change.before, change.after)
    if likeliest(found) is not None:
        return found
    saved = [call for call in run.record.named(*CONTEXT_SAVERS) if not call.error]
    if not saved:
        return found
    read = run.record.named(*CONTEXT_READERS)
    before = read[0].answer if read else {}
    if isinstance(before, Mapping) and set(before) == {"context", "version"}:
        before = before["context"]
    after = saved[-1].args.get("value")
    return (*_ranked(run, without_login(before), without_login(after)), *found)


def likeliest(cursors: Sequence[Cursor]) -> Cursor | None:
    """Return the first of the values that is likely to be the position; None without one.

    A value with an unlikely name counts only if it is a time that the fetch changed.
    """
    for cursor in cursors:
        if not _SELDOM.search(cursor.key) or (cursor.moved and cursor.instant is not None):
            return cursor
    return None


def state_values(
    value: Json, deepest: int = _DEEPEST, *, lists: bool = True, prefix: str = "", depth: int = 1
) -> Iterator[tuple[str, Json]]:
    """Yield the texts and numbers of a saved state with their dotted paths.

    ``deepest`` is how many levels of keys are read. A state that is itself a text or a number has the empty
    path. With ``lists``, objects in lists are read too: a last run may hold one object per list of the
    product. A text that is an object in JSON is read as that object.
    """
    value = _object_in(value)
    items: Iterable[tuple[str, Json]] = ()
    if isinstance(value, Mapping):
        nested = (Mapping, list) if depth == deepest else ()
        items = ((str(key), item) for key, item in value.items() if not isinstance(item, nested))
    elif isinstance(value, list) and lists and depth < deepest:
        first = enumerate(value[:_MOST_ITEMS])
        items = ((str(index), item) for index, item in first if isinstance(item, Mapping))
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
        yield prefix, value
    for key, item in items:
        path = f"{prefix}.{key}" if prefix else key
        yield from state_values(item, deepest, lists=lists, prefix=path, depth=depth + 1)


def _object_in(value: Json) -> Json:
    """Return the object that a text holds as JSON, as ``json.dumps`` writes it; any other value as it is."""
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        found = json_or_none(value)
        return found if isinstance(found, Mapping) else value
    return value


def _ranked(run: FetchRun, before: Json, after: Json) -> tuple[Cursor, ...]:
    old = dict(state_values(before))
    cursors = [
        Cursor(key, old.get(key), value, as_instant(value)) for key, value in state_values(after)
    ]
    return tuple(sorted((one for one in cursors if _usable(one, run)), key=_rank, reverse=True))


def _usable(cursor: Cursor, run: FetchRun) -> bool:
    if _SELDOM.search(cursor.key) and cursor.instant is not None:
        # A time of expiry lies in the future; a position does not.
        return cursor.instant <= run.pulled_at
    return cursor.instant is not None or cursor.moved


def _rank(cursor: Cursor) -> tuple[bool, bool, bool, bool, float]:
    named = bool(_CURSOR.search(cursor.key.rpartition(".")[2]))
    time_s = cursor.instant.timestamp() if cursor.instant else 0.0
    seldom = bool(_SELDOM.search(cursor.key))
    return not seldom, cursor.instant is not None, cursor.moved, named, time_s
