"""Draft a scenario from recorded traffic: its routes, and the events in its answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..record.entries import Json
from ..recording.answered import Recording
from ..recording.events_found import EventList, event_lists, events_in, ids_of
from ..request.from_recording import recorded_facts
from ..settings.settings import RunSettings
from .code_keys import keys_of
from .endpoint import endpoints_of, route_path
from .recorded_facts import proven
from .recorded_route import recorded_route
from .seen import exchange_of, seen_of
from .starter_file import Draft

_MOST_INLINE = 12
_PLAIN = ("", "data", "value", "values", "result", "results", "items", "records", "list", "nodes")


def recorded_draft(recording: Recording, scenario: RunSettings, text: str, beside: str) -> Draft:
    """Return the draft of a scenario from a recording of the real product.

    ``text`` is the integration's code. ``beside`` is the name of a separate file for the events, used if they
    are too many for the scenario.
    """
    said: Mapping[str, Any] = recorded_facts(recording)
    known = {name: said[name] for name in ("start", "interval_s", "command") if name in said}
    scenario = replace(scenario, **known)
    keys = keys_of(text)
    found = event_lists(recording.answered)
    streams = streams_of(found)
    ids = frozenset[str]().union(*map(ids_of, found))
    stream_of = {identity: name for name, ids in streams.items() for identity in ids}
    lists = {(one.method, route_path(one.route)): one for one in found}
    seen = seen_of(recording.answered)
    endpoints = endpoints_of(tuple(map(exchange_of, recording.answered)), scenario.start)
    made = {
        place: recorded_route(
            endpoint, seen[place], lists.get(place), keys, _stream(lists.get(place), streams), ids
        )
        for place, endpoint in endpoints.items()
    }
    routes, sources = {}, {}
    for place, (route, _) in made.items():
        listed = lists.get(place)
        routes[place], sources[place] = (
            proven(route, seen[place], listed) if listed is not None else (route, {})
        )
    events: list[Json] = [
        {
            "id": one.id,
            "created": _iso(one.created),
            **({"stream": stream_of[one.id]} if streams else {}),
            "fields": dict(one.fields),
        }
        for one in events_in(recording.answered)
    ]
    many = len(events) > _MOST_INLINE
    return Draft(
        found=f"{len(events)} events of {len(recording.answered)} recorded answers",
        scenario=scenario,
        cycles=said.get("cycles"),
        events={"load": beside} if many else events,
        event={"**": "@fields"},
        routes=tuple((routes[place], endpoint) for place, endpoint in endpoints.items()),
        notes={place: notes for place, (_, notes) in made.items()},
        seen=sources,
        beside="".join(f"{json.dumps(event)}\n" for event in events) if many else "",
    )


def _stream(events: EventList | None, streams: Mapping[str, frozenset[str]]) -> str:
    ids = ids_of(events) if events is not None else frozenset()
    return next((name for name, own in streams.items() if own & ids), "")


def _iso(instant: Any) -> str:
    return str(instant.isoformat()).replace("+00:00", "Z")


def streams_of(lists: Sequence[EventList]) -> dict[str, frozenset[str]]:
    """Group the events of the recorded lists into streams; return each stream's event ids by its name.

    Lists that share an id are one stream (a list of ids, then a list of objects). The result is empty if all
    lists are one stream. A stream's name is the end of the path of its first list.
    """
    kinds: list[tuple[str, frozenset[str]]] = []
    for one in lists:
        ids, name = ids_of(one), _name(one)
        for other in [kind for kind in kinds if kind[1] & ids]:
            kinds.remove(other)
            ids, name = ids | other[1], other[0]
        kinds.append((name, ids))
    if len(kinds) < 2:
        return {}
    found: dict[str, frozenset[str]] = {}
    for name, ids in kinds:
        free = name if name not in found else f"{name}-{len(found) + 1}"
        found[free] = ids
    return found


def _name(one: EventList) -> str:
    """Return a name for a list of events: its key, or for a general key (``data``) the endpoint's last
    word.
    """
    own = one.path.rpartition(".")[2]
    words = re.findall(r"[A-Za-z][\w-]*", one.route if own.lower() in _PLAIN else own)
    return words[-1] if words else "events"
