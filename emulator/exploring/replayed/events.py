"""Converts the events of a recording to events of a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from ...emulate import prepare
from ...record.entries import Json
from ...record.json_path import text_of
from ...record.times import as_instant
from ...recording.answered import Recording
from ...request.request import Request
from ..world import WorldEvent


def recorded_events(request: Request, recording: Recording) -> tuple[WorldEvent, ...]:
    """Return the events of the timeline of a request as events of a world, in its order.

    A recording does not tell when the product began to show an event. So the latest of the event's own times
    is taken (it may be indexed after it was created), but none after the first answer that held it. The times
    of a world are exact to the millisecond. Raises the errors of ``prepare``.
    """
    timeline, start = request.product.timeline, prepare(request).scenario.start
    events = timeline.events(start) if timeline is not None else ()
    answered = _first_answers(recording)

    def at_s(instant: datetime) -> float:
        return round((instant - start).total_seconds(), 3)

    return tuple(
        WorldEvent(
            created_s=at_s(event.created),
            visible_s=max(
                at_s(one)
                for one in (event.created, *_times(event.fields))
                if one <= max(answered.get(event.id, event.created), event.created)
            ),
            stream=event.stream,
            id=event.id,
            fields=event.fields,
        )
        for event in events
    )


def _first_answers(recording: Recording) -> Mapping[str, datetime]:
    """Return for each text in the answers the time of the first answer with this text."""
    found: dict[str, datetime] = {}
    for one in recording.answered:
        for value in _leaves(one.document):
            found.setdefault(text_of(value), one.at)
    return found


def _leaves(value: Json) -> Iterator[Json]:
    """Yield every value of nested JSON that is neither an object nor a list."""
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(inner)
    else:
        yield value


def _times(fields: Mapping[str, Json]) -> Iterator[datetime]:
    for value in _leaves(dict(fields)):
        instant = as_instant(value) if isinstance(value, str) else None
        if instant is not None:
            yield instant
