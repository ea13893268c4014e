"""A starter from real answers: the routes that were recorded, and the events that they held."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..record import Exchange, Json
from ..recording.answered import Answered, Recording
from ..recording.events_found import EventList, event_lists, events_in
from ..replayed import recorded_facts
from ..scenario import Scenario
from .code_keys import keys_of
from .draft import Draft
from .endpoint import Endpoint, endpoints_of
from .guessed_api import Envelope, route_of

_MOST_INLINE = 12


def recorded_draft(recording: Recording, scenario: Scenario, text: str, beside: str) -> Draft:
    """``text`` is the integration's code; ``beside`` the name of the file for events that are too many to
    stand in the scenario."""
    said: Mapping[str, Any] = recorded_facts(recording)
    known = {name: said[name] for name in ("start", "interval_s", "command") if name in said}
    scenario = replace(scenario, **known)
    keys = keys_of(text)
    lists = {(one.method, _variable(one.route)): one for one in event_lists(recording.answered)}
    endpoints = endpoints_of(tuple(map(_exchange, recording.answered)), scenario.start)
    routes = tuple(
        (_route(endpoint, lists.get(place), recording, keys), endpoint)
        for place, endpoint in endpoints.items()
    )
    events = [
        {"id": one.id, "created": _iso(one.created), "fields": dict(one.fields)}
        for one in events_in(recording.answered)
    ]
    many = len(events) > _MOST_INLINE
    return Draft(
        found=f"{len(events)} events of {len(recording.answered)} recorded answers",
        scenario=scenario,
        cycles=said.get("cycles"),
        events={"load": beside} if many else events,
        event={"**": "@fields"},
        routes=routes,
        beside="".join(f"{json.dumps(event)}\n" for event in events) if many else "",
    )


def _exchange(one: Answered) -> Exchange:
    return Exchange(
        0, one.at, one.method, one.url, request_body=one.request_body, status=one.status
    )


def _variable(route: str) -> str:
    """As an endpoint writes the path."""
    segments = (
        "{time}" if "<time>" in part else re.sub("[{}]", "*", part) for part in route.split("/")
    )
    return "/".join(segments)


def _route(
    endpoint: Endpoint, events: EventList | None, recording: Recording, keys: tuple[str, ...]
) -> dict[str, Json]:
    guessed = route_of(endpoint, keys, Envelope())
    if endpoint.login:
        return guessed
    answers = list(_documents(endpoint, recording))
    if events is not None:
        holding = (
            shape
            for one in answers
            if (shape := _with_events(one, events.path.split("."))) is not None
        )
        return {**guessed, "answer": {"json": next(holding, "@events")}}
    plain = {name: guessed[name] for name in list(guessed)[:1]}
    return {**plain, "answer": {"json": _literal(answers[0] if answers else {})}}


def _documents(endpoint: Endpoint, recording: Recording) -> Iterator[Json]:
    for one in recording.answered:
        place = (endpoint.method, endpoint.path)
        if 200 <= one.status < 300 and place in endpoints_of((_exchange(one),), one.at):
            try:
                yield json.loads(one.body)
            except (ValueError, RecursionError):
                continue


def _with_events(document: Json, path: list[str]) -> Json:
    """The answer as it was, with the events in place of its list; None where it has none there."""
    if path == [""] or not path:
        return "@events" if isinstance(document, list) else None
    if not isinstance(document, dict) or path[0] not in document:
        return None
    inner = "@events" if len(path) == 1 else _with_events(document[path[0]], path[1:])
    return None if inner is None else {**_literal(document, but=path[0]), path[0]: inner}


def _literal(value: Json, but: str | None = None) -> Json:
    """Plain data as a shape that means just that."""
    if isinstance(value, dict):
        return {key: None if key == but else _literal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_literal(inner) for inner in value]
    if isinstance(value, str):
        text = re.sub(r"\{([{%#])", r"{ \1", value)
        return text[0] + text if text.startswith(("@", "=")) else text
    return value


def _iso(instant: Any) -> str:
    return str(instant.isoformat()).replace("+00:00", "Z")
