"""A vendor's ground truth: its events, brought to one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from ..record import Json
from ..vendor_event import Update, VendorEvent

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# The year 5138 in seconds, 1973 in milliseconds: what is larger counts a smaller unit.
_LARGEST = 10**11
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_FRACTION = re.compile(r"\.(\d+)")


class TruthError(ValueError):
    """Something that is no event, named by its position."""


def events_of(given: object) -> tuple[VendorEvent, ...]:
    """The events in the order given. Raises TruthError for what is none, and for a repeated id."""
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise TruthError(f"must return a list of events, not {type(given).__name__}")
    events: dict[str, VendorEvent] = {}
    for number, item in enumerate(given, 1):
        try:
            event = _event(item)
        except ValueError as error:
            raise TruthError(f"event {number}: {error}") from error
        if event.id in events:
            raise TruthError(f"event {number}: the id {event.id!r} was used before")
        events[event.id] = event
    return tuple(events.values())


def instant(value: object) -> datetime:
    """An aware time in UTC from a datetime, an ISO 8601 string, or a number since 1970.

    A naive time is taken as UTC; a number counts seconds, or a smaller unit when it is too large
    for them. Raises ValueError for anything else.
    """
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"a time is a datetime, an ISO string or a number, not {value!r}")
    unit = next((unit for unit in _UNITS if abs(value) < _LARGEST * unit), 1)
    try:
        # Whole seconds apart from the rest: a float of microseconds since 1970 would lose some.
        whole, rest = divmod(value, unit)
        return _EPOCH + timedelta(seconds=whole, microseconds=round(rest * 1_000_000 / unit))
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{value!r} is no time") from error


def _parsed(text: str) -> datetime:
    # Python 3.10 reads neither Z nor a fraction of other than three or six digits.
    iso = re.sub(r"[zZ]$", "+00:00", text.strip())
    iso = _FRACTION.sub(lambda found: "." + found[1][:6].ljust(6, "0"), iso, count=1)
    try:
        return datetime.fromisoformat(iso)
    except ValueError as error:
        raise ValueError(f"{text!r} is no ISO 8601 time") from error


def _event(item: object) -> VendorEvent:
    if isinstance(item, VendorEvent):
        return item
    identity, created, visible = (_field(item, name) for name in ("id", "created", "visible"))
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        raise ValueError(f"id must be a string or a number, not {identity!r}")
    if created is None:
        raise ValueError("has no 'created'")
    made, removed = instant(created), _field(item, "removed")
    scope, stream = _field(item, "in_scope"), _field(item, "stream")
    if not isinstance(scope, (bool, type(None))):
        raise ValueError(f"in_scope must be true or false, not {scope!r}")
    return VendorEvent(
        id=str(identity),
        created=made,
        visible=made if visible is None else instant(visible),
        fields=_fields(_field(item, "fields")),
        updates=_updates(_field(item, "updates")),
        removed=None if removed is None else instant(removed),
        in_scope=scope is not False,
        stream="" if stream is None else str(stream),
    )


def _fields(given: object) -> Mapping[str, Json]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ValueError(f"fields must be a dictionary, not {type(given).__name__}")
    return given


def _updates(given: object) -> tuple[Update, ...]:
    """In order of time; those of one time in the order given."""
    if given is None:
        return ()
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ValueError(f"updates must be a list, not {type(given).__name__}")
    updates = [
        Update(instant(_field(item, "at")), _fields(_field(item, "fields"))) for item in given
    ]
    return tuple(sorted(updates, key=lambda update: update.at))


def _field(item: object, name: str) -> object:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
