"""The change of the last run in a fetch, in words short enough for a table."""

from __future__ import annotations

import json
from datetime import datetime

from ..judging.value_words import value_words
from ..printable import printable_line
from ..record.entries import Json
from ..record.fetch_run import History, LastRunChange
from .styled import shortened


def single_key(runs: History) -> str | None:
    """The key of the last runs where all of them have only that one; else None."""
    keys: set[str] = set()
    for run in runs:
        for value in (run.last_run.before, run.last_run.asked, run.last_run.after):
            if value is not None and not isinstance(value, dict):
                return None
            keys.update(value or ())
    return keys.pop() if len(keys) == 1 else None


def change_words(change: LastRunChange, at: datetime, key: str | None) -> str:
    """``{} -> 23:55:00``; only the keys that changed; ``(unchanged)``."""
    before, after = change.before, change.after
    if before == after:
        return "(unchanged)" if after not in ({}, None) else "{}"
    if key is not None:
        return f"{_one(before, key, at)} -> {_one(after, key, at)}"
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return f"{value_words(before, at)} -> {value_words(after, at)}"
    return ", ".join(_changes(before, after, at))


def _changes(before: dict[str, Json], after: dict[str, Json], at: datetime) -> list[str]:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [
        f"{printable_line(name)} {_side(before, name, at)} -> {_side(after, name, at)}".replace(
            " - ->", " ->"
        )
        for name in changed
    ]


def cut_words(change: LastRunChange, at: datetime, key: str | None, room: int) -> str:
    """The change in at most ``room`` characters: the first keys that changed, and how many more."""
    words = change_words(change, at, key)
    if len(words) <= room:
        return words
    if key is None and isinstance(change.before, dict) and isinstance(change.after, dict):
        parts = _changes(change.before, change.after, at)
        for count in range(len(parts) - 1, 0, -1):
            shown = f"{', '.join(parts[:count])}, +{len(parts) - count}"
            if len(shown) <= room:
                return shown
        if parts:
            more = f", +{len(parts) - 1}" if len(parts) > 1 else ""
            return f"{shortened(parts[0], room - len(more))}{more}"
    return shortened(words, room)


def _one(value: Json, key: str, at: datetime) -> str:
    return (
        value_words(value[key], at) if isinstance(value, dict) and key in value else _empty(value)
    )


def _empty(value: Json) -> str:
    return "{}" if value in ({}, None) else json.dumps(value)


def _side(value: dict[str, Json], name: str, at: datetime) -> str:
    return value_words(value[name], at) if name in value else "-"
