"""Find the product's events in the answers of a recording."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..record.entries import Json
from ..record.json_path import resolve
from ..record.product_event import VendorEvent
from .answered import Answered
from .event_fields import EventFields, event_fields, time_of
from .timeless import shape_of

_DEEPEST = 4


@dataclass(frozen=True)
class EventList:
    """The events in the recorded answers of one endpoint of the product.

    ``path`` is the dotted path of their list in an answer, empty if the answer itself is the list.
    ``batches`` holds the list of each answer that has events. ``others`` are the paths of other lists in the
    answers.
    """

    method: str
    route: str
    path: str
    fields: EventFields
    batches: tuple[tuple[Mapping[str, Json], ...], ...]
    others: tuple[str, ...] = ()


def events_in(answered: Sequence[Answered]) -> tuple[VendorEvent, ...]:
    """Return the events in the answers of a recording, the oldest first, with the fields of their first
    appearance.

    Each event counts as visible since its creation. The fields of id and creation time are guessed; lists
    without such fields are left out.
    """
    found: dict[str, VendorEvent] = {}
    for events in event_lists(answered):
        for batch in events.batches:
            for event in batch:
                made = event_of(event, events.fields)
                found.setdefault(made.id, made)
    return tuple(sorted(found.values(), key=lambda event: (event.created, event.id)))


def ids_of(events: EventList) -> frozenset[str]:
    """Return the ids of an endpoint's events, in the same form as in ``events_in``."""
    return frozenset(
        event_of(event, events.fields).id for batch in events.batches for event in batch
    )


def event_lists(answered: Sequence[Answered]) -> tuple[EventList, ...]:
    """Return, for each endpoint (method and path), the list in its answers that most looks like events.

    Only answers with a status of 2xx count. An endpoint without such a list is left out.
    """
    places: dict[tuple[str, str], dict[str, list[tuple[Mapping[str, Json], ...]]]] = {}
    for one in answered:
        if not one.went_well:
            continue
        route = shape_of(one.method, one.url, "").path
        lists = places.setdefault((one.method, route), {})
        for path, batch in _lists(one.document, ""):
            lists.setdefault(path, []).append(batch)
    found = (_likeliest(*place, lists) for place, lists in places.items())
    return tuple(one for one in found if one is not None)


def _likeliest(
    method: str, route: str, lists: Mapping[str, list[tuple[Mapping[str, Json], ...]]]
) -> EventList | None:
    for path in sorted(lists, key=lambda path: (path.count("."), -sum(map(len, lists[path])))):
        fields = event_fields(lists[path])
        if fields is not None:
            others = tuple(other for other in lists if other != path)
            return EventList(method, route, path, fields, tuple(lists[path]), others)
    return None


def _lists(
    value: Json, path: str, depth: int = 0
) -> Iterator[tuple[str, tuple[Mapping[str, Json], ...]]]:
    """Yield each list of objects in an answer with its dotted path; lists inside those objects are left
    out.
    """
    if isinstance(value, list):
        objects = tuple(item for item in value if isinstance(item, dict))
        if value and len(objects) == len(value):
            yield path, objects
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{key}" if path else key, depth + 1)


def is_event(event: Mapping[str, Json], fields: EventFields) -> bool:
    """Whether an object has a time in the field ``fields.created``, as every event has."""
    return time_of(fields.created, resolve(event, fields.created)) is not None


def event_of(event: Mapping[str, Json], fields: EventFields) -> VendorEvent:
    """Convert an object of a recorded list to an event; ``fields`` tells where its id and creation time
    are. The object must be an event (``is_event``).
    """
    created = time_of(fields.created, resolve(event, fields.created))
    assert created is not None
    identity = resolve(event, fields.id)
    text = identity if isinstance(identity, str) else json.dumps(identity)
    return VendorEvent(id=text, created=created, visible=created, fields=event)
