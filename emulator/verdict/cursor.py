"""Where an integration stands, as its own last run tells: the value that it moves on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..history import FetchRun
from ..record import Json
from ..times import as_instant

_SAVERS = ("setIntegrationContext", "setIntegrationContextVersioned")
# A time in the state that is no place in the stream of events.
_NO_CURSOR = re.compile(
    r"expir|valid|ttl|token_|_token$|trigger|refresh|login|counter|seen|found|_ids\b|^ids\b", re.I
)
_CURSOR = re.compile(
    r"last|time|date|since|from|start|cursor|fetch|created|after|offset|next|id", re.I
)
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Cursor:
    """``key`` is dotted; ``instant`` the time that ``after`` means, None for a number or a token."""

    key: str
    before: Json
    after: Json
    instant: datetime | None

    @property
    def moved(self) -> bool:
        return bool(self.before != self.after)


def cursor_of(run: FetchRun) -> Cursor | None:
    """The cursor in the last run, else in the integration context; None where nothing looks like one.

    A guess, for the words of a story and for who looks for what was left behind: times come before
    other values, what the fetch moved before what it kept, telling names before others.
    """
    change = run.last_run
    found = _best(dict(_values(change.before)), dict(_values(change.after)))
    if found is not None:
        return found
    saved = [call for call in run.record.named(*_SAVERS) if not call.error]
    if not saved:
        return None
    read = run.record.named("getIntegrationContext", "getIntegrationContextVersioned")
    before = read[0].answer if read else {}
    if isinstance(before, Mapping) and set(before) == {"context", "version"}:
        before = before["context"]
    return _best(dict(_values(before)), dict(_values(saved[-1].args.get("value"))))


def _values(value: Json, prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Json]]:
    """The scalars of a state, by dotted path; of a state that is a scalar itself, under no name."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if depth < _DEEPEST or not isinstance(inner, Mapping):
                yield from _values(inner, f"{prefix}.{key}" if prefix else str(key), depth + 1)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
        yield prefix, value


def _best(before: dict[str, Json], after: dict[str, Json]) -> Cursor | None:
    cursors = [
        Cursor(key, before.get(key), value, as_instant(value))
        for key, value in after.items()
        if not _NO_CURSOR.search(key)
    ]
    usable = [one for one in cursors if one.instant is not None or one.moved]
    return max(usable, key=_rank, default=None)


def _rank(cursor: Cursor) -> tuple[bool, bool, bool, float]:
    named = bool(_CURSOR.search(cursor.key.rpartition(".")[2]))
    time_s = cursor.instant.timestamp() if cursor.instant else 0.0
    return cursor.instant is not None, cursor.moved, named, time_s
