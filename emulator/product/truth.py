"""Convert the events that a vendor's ``events()`` returns to VendorEvent, and reject wrong ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ..record.entries import Json
from ..record.product_event import Update, VendorEvent
from ..record.times import read_instant


class TruthError(ValueError):
    """The return value of a vendor's ``events()`` is wrong; the message gives the position of the wrong
    event.
    """


def events_of(given: object) -> tuple[VendorEvent, ...]:
    """Convert the return value of a vendor's ``events()``, in order. Raises TruthError for a wrong event."""
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise TruthError(f"events() must return a list of events, not {type(given).__name__}")
    events: dict[str, VendorEvent] = {}
    for number, item in enumerate(given, 1):
        try:
            event = _event(item)
        except ValueError as error:
            raise TruthError(f"events() returned a wrong event {number}: {error}") from error
        if event.id in events:
            raise TruthError(f"events() returned the id {event.id!r} again, in event {number}")
        events[event.id] = event
    return tuple(events.values())


def _event(item: object) -> VendorEvent:
    if isinstance(item, VendorEvent):
        return item
    identity, created, visible = (_field(item, name) for name in ("id", "created", "visible"))
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        raise ValueError(f"the event's id must be a string or a number, not {identity!r}")
    if created is None:
        raise ValueError("the event has no 'created'")
    made, removed = _time(created, "created"), _field(item, "removed")
    scope, stream = _field(item, "in_scope"), _field(item, "stream")
    if not isinstance(scope, (bool, type(None))):
        raise ValueError(f"the event's in_scope must be true or false, not {scope!r}")
    return VendorEvent(
        id=str(identity),
        created=made,
        visible=made if visible is None else _time(visible, "visible"),
        fields=_fields(_field(item, "fields"), "event"),
        updates=_updates(_field(item, "updates")),
        removed=None if removed is None else _time(removed, "removed"),
        in_scope=scope is not False,
        stream="" if stream is None else str(stream),
    )


def _time(given: object, key: str) -> datetime:
    try:
        return read_instant(given)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _fields(given: object, what: str) -> Mapping[str, Json]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise ValueError(
            f"the fields of the {what} must be a dictionary such as {{'severity': 3}}, not {kind}"
        )
    return given


def _updates(given: object) -> tuple[Update, ...]:
    """Convert an event's updates and sort them by time; updates at the same time keep their order."""
    if given is None:
        return ()
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise ValueError(f"the event's updates must be a list, not {type(given).__name__}")
    updates = [
        Update(
            _time(_field(item, "at"), "at"), _fields(_field(item, "fields"), "update of the event")
        )
        for item in given
    ]
    return tuple(sorted(updates, key=lambda update: update.at))


def _field(item: object, name: str) -> object:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
