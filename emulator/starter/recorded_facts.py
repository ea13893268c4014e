"""Facts that recorded answers prove about an endpoint: whether it includes the start time, and its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ..record.entries import CheckedJson, Json
from ..record.times import read_instant
from ..recording.events_found import EventList, event_of, is_event
from .seen import Seen, at

INCLUSIVE, EXCLUSIVE = "ge", "gt"


@dataclass(frozen=True)
class Proof:
    """A fact about a recorded product, and the place in the recording that proves it (``request 4, event
    1001``).
    """

    fact: str
    source: str


def boundary(seen: Sequence[Seen], events: EventList) -> Proof | None:
    """Return a Proof that the product's start-time filter is ``ge`` (includes it) or ``gt`` (excludes it).

    The fact is ``ge`` if an answer contains an event of exactly the start time in its request. It is ``gt``
    if an answer lacks such an event, an earlier answer contained it, and neither a limit nor a page can have
    cut it off. Return None if no answer proves either.
    """
    known: dict[str, datetime] = {}
    excluded: Proof | None = None
    for one in seen:
        asked = _instant(one.endpoint.written)
        answered = _created(one, events) if one.went_well else {}
        if asked is not None and one.went_well:
            for identity, created in answered.items():
                if created == asked:
                    return Proof(INCLUSIVE, f"request {one.number}, event {identity}")
            left_out = (name for name, created in known.items() if created == asked)
            missing = next(left_out, None)
            if missing is not None and excluded is None and _is_whole(one, len(answered)):
                excluded = Proof(EXCLUSIVE, f"request {one.number}, event {missing} left out")
        known.update(answered)
    return excluded


def _instant(written: str) -> datetime | None:
    try:
        return read_instant(written) if written else None
    except ValueError:
        return None


def _is_whole(one: Seen, count: int) -> bool:
    """Whether the answer holds all matching events: no limit or page can have cut some off."""
    page = one.endpoint.page
    if "offset" in page or "number" in page:
        return False
    limit = one.endpoint.asked.get(str(page.get("limit", "")))
    return limit is None or (str(limit).isdecimal() and count < int(str(limit)))


def order(seen: Sequence[Seen], events: EventList) -> Proof | None:
    """Return the order of events in the recorded answers: ``created`` or ``-created``; None if unknown."""
    found: dict[str, str] = {}
    for one in seen:
        times = list(_created(one, events).values()) if one.went_well else []
        for earlier, later in pairwise(times):
            if earlier != later:
                found.setdefault(
                    "created" if earlier < later else "-created", f"request {one.number}"
                )
    return Proof(*next(iter(found.items()))) if len(found) == 1 else None


def _created(one: Seen, events: EventList) -> dict[str, datetime]:
    made = (event_of(item, events.fields) for item in _items(one, events))
    return {event.id: event.created for event in made}


def _items(one: Seen, events: EventList) -> Iterator[Mapping[str, Json]]:
    found = at(one.document, tuple(events.path.split(".")) if events.path else ())
    for item in found if isinstance(found, list) else ():
        # Other objects than events may stand in the list.
        if isinstance(item, Mapping) and is_event(item, events.fields):
            yield item


def proven(
    route: Mapping[str, CheckedJson], seen: Sequence[Seen], events: EventList
) -> tuple[dict[str, CheckedJson], dict[str, str]]:
    """Return the route with what its recorded answers prove: whether its start time is included, and the
    order of its events.

    Also return the place in the recording that proves it, by key of the route.
    """
    found = dict(route)
    sources: dict[str, str] = {}
    bound, listed = boundary(seen, events), order(seen, events)
    filtered = found.get("filter", {})
    created = dict(filtered.get("created", {})) if isinstance(filtered, Mapping) else {}
    if bound is not None and (INCLUSIVE in created or EXCLUSIVE in created):
        bounds = {
            bound.fact if key in (INCLUSIVE, EXCLUSIVE) else key: ref
            for key, ref in created.items()
        }
        found["filter"] = {**found["filter"], "created": bounds}
        sources["filter"] = bound.source
    if listed is not None:
        found = ordered(found, listed.fact)
        sources["order"] = listed.source
    return found, sources


def ordered(route: Mapping[str, Json], by: Json) -> dict[str, Json]:
    """Return a route with this order. Its key stands before the keys ``page`` and ``answer``."""
    after = {key: route[key] for key in ("page", "answer") if key in route}
    before = {key: value for key, value in route.items() if key not in after}
    return {**before, "order": by, **after}
