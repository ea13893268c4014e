"""Guess which fields of a product's JSON objects hold an event's id and its creation time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..record.entries import Json
from ..record.id_guess import guessed_path
from ..record.json_path import resolve, scalars
from ..record.times import read_instant
from ..record.words import snake_case

# Patterns of names, the best first.
_NAMES = (
    r"(created|creation|create)_?(at|on|date|time|timestamp|datetime|datetimeutc|utc|ts)?",
    r"(first_?)?(occurred|detected|raised|opened|reported|triggered|received|published|generated"
    r"|observed)_?(at|on|date|time|timestamp|datetime)?",
    r"(event|alert|incident|detection|start|begin|firstevent|raise|detect)_?"
    r"(date|time|timestamp|datetime)",
    r"timestamp|time|date|datetime|ts|when|published",
    r"\w*created\w*|first_?seen(_?(at|on|date|time|timestamp|datetime))?",
    r"last_?seen(_?(at|on|date|time|timestamp|datetime))?",
    r"(last_?)?(updated?|modified|modification|changed)_?(at|on|date|time|timestamp|datetime)?",
    r"\w+(date|time|timestamp|datetime)",
    r"(indexed|ingested|inserted|stored)_?(at|on)?",
)
_NEVER = re.compile(r"expir|until|valid|end|close|resolve|dead|due|zone|out$", re.I)


@dataclass(frozen=True)
class EventFields:
    """The dotted paths of the fields that hold an event's id and its creation time."""

    id: str
    created: str


def event_fields(batches: Sequence[Sequence[Mapping[str, Json]]]) -> EventFields | None:
    """Guess which fields of the events hold id and creation time; None if either is not found.

    ``batches`` are the lists of events in the answers, one list for each answer.
    """
    events = [event for batch in batches for event in batch]
    if not events:
        return None
    identity = guessed_path(batches)
    created = _created(events)
    return EventFields(identity, created) if identity and created else None


def _created(events: Sequence[Mapping[str, Json]]) -> str:
    """Return the path of the field that is likely the creation time: every event has a time there.

    Of several the best name wins. Returns an empty text if there is none.
    """
    paths = [path for path, value in scalars(events[0]) if time_of(path, value) is not None]
    fit = [
        path
        for path in paths
        if all(time_of(path, resolve(event, path)) is not None for event in events)
    ]
    ranked = [(rank, path.count("."), path) for path in fit if (rank := _rank(path)) is not None]
    return min(ranked)[2] if ranked else ""


def _rank(path: str) -> int | None:
    """Return how well a field's name suits a creation time, 0 for the best; None if it does not suit."""
    name = path.rpartition(".")[2]
    plain = snake_case(name)
    if _NEVER.search(plain):
        return None
    found = (
        number
        for number, names in enumerate(_NAMES)
        if re.fullmatch(names, plain) or re.fullmatch(names, plain.replace("_", ""))
    )
    return next(found, None)


def named_as_time(path: str) -> bool:
    """Whether a field's name suits an event's creation time."""
    return _rank(path) is not None


def time_of(path: str, value: Json) -> datetime | None:
    """Parse a field's value as a time from 1990 to 2099; None if it is not one, or if the name of the field
    does not suit a creation time.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or _rank(path) is None:
        return None
    try:
        read = read_instant(value)
    except ValueError:
        return None
    return read if 1990 <= read.year < 2100 else None
