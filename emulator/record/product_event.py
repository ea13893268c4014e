"""An event that the product holds, and its JSON form, from which runs are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .entries import CheckedJson, Json
from .field_forms import CodecError, instant_of, iso_z


@dataclass(frozen=True, slots=True)
class Update:
    """An update of a product's event: from the time ``at`` (aware, in UTC) the event has these ``fields``."""

    at: datetime
    fields: Mapping[str, Json] = field(hash=False)


@dataclass(frozen=True, slots=True)
class VendorEvent:
    """An event that the product holds: when it was created, and from when queries return it (``visible``).

    All times are aware and in UTC. ``fields`` are the JSON values that the product returns; ``updates``
    change them, in order of time. From ``removed`` on, queries no longer return the event. ``in_scope`` is
    False if the instance's settings exclude it. ``stream`` names the list that holds it, if the product has
    several.
    """

    id: str
    created: datetime
    visible: datetime
    fields: Mapping[str, Json] = field(default_factory=dict, hash=False)
    updates: tuple[Update, ...] = ()
    removed: datetime | None = None
    in_scope: bool = True
    stream: str = ""


def event_form(event: VendorEvent) -> dict[str, Json]:
    """Return a product's event as JSON for judging: its id, times, scope and stream, without its fields."""
    row: dict[str, Json] = {
        "id": event.id,
        "created": iso_z(event.created),
        "visible": iso_z(event.visible),
    }
    if event.updates:
        row["updated"] = [iso_z(update.at) for update in event.updates]
    if event.removed is not None:
        row["removed"] = iso_z(event.removed)
    if not event.in_scope:
        row["in_scope"] = False
    if event.stream:
        row["stream"] = event.stream
    return row


def event_of(row: CheckedJson) -> VendorEvent:
    """Convert the JSON that ``event_form`` returned to a product's event. Raises CodecError."""
    try:
        removed = row.get("removed")
        return VendorEvent(
            id=_text(row, "id"),
            created=instant_of(row["created"]),
            visible=instant_of(row["visible"]),
            updates=tuple([Update(instant_of(at), {}) for at in row.get("updated", ())]),
            removed=None if removed is None else instant_of(removed),
            in_scope=row.get("in_scope", True) is True,
            stream=_text(row, "stream", ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CodecError(f"the saved event cannot be read: {error}") from error


def _text(row: Mapping[str, Json], key: str, default: Json = None) -> str:
    value = row.get(key, default)
    if type(value) is not str:
        raise CodecError(f"{key!r} of an event must be text")
    return value
