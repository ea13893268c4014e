"""Add to the draft of a scenario the list of its guessed values, and keep values that the user confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..record.entries import CheckedJson, Json
from ..request.scenario_file.document import read_document
from ..request.scenario_file.guess_section import unconfirmed
from ..request.scenario_file.read import is_scenario
from ..settings.guess import Guess, path_of, place_of, value_at, with_value
from ..settings.section import Path as Place
from .recorded_facts import ordered
from .route_guesses import event_guess, is_list, route_guesses
from .starter_file import Draft

_METHODS = ("get", "post", "put", "patch", "delete", "head", "any")


def with_guesses(draft: Draft, code: str) -> Draft:
    """Return the draft with its guessed values listed in ``guesses``; each route of events gets an order.

    ``code`` is the name of the integration's file.
    """
    routes = tuple(
        (ordered(route, "created") if _needs_order(route) else route, endpoint)
        for route, endpoint in draft.routes
    )
    guesses = list(draft.guesses)
    if draft.event_seen:
        why = f"{code} failed without it, or a scenario's events need it"
        guesses.extend(
            Guess(path_of(("api", "event", key)), value, (), why)
            for key, value in draft.event.items()
            if key in draft.event_guessed
        )
    elif draft.event != {"**": "@fields"}:
        guesses.append(event_guess(draft.event, code))
    for index, (route, endpoint) in enumerate(routes):
        seen = draft.seen.get((endpoint.method, endpoint.path), {})
        guesses.extend(route_guesses(index, route, endpoint, seen))
    return replace(draft, routes=routes, guesses=tuple(guesses))


def _needs_order(route: Mapping[str, CheckedJson]) -> bool:
    return "order" not in route and "search" not in route and is_list(route)


def keep_confirmed(draft: Draft, file: Path) -> Draft:
    """Return the draft with the values that the user has confirmed in an existing file; they are no guesses.

    A value counts as confirmed if the file has it and its ``guesses`` do not list it. Raises LoadError for a
    broken file.
    """
    if not is_scenario(file):
        return draft
    document = read_document(file)
    open_paths = {guess.path for guess in unconfirmed(document)}
    whole: CheckedJson = {
        "events": draft.events,
        "faults": list(draft.faults),
        "tz": "UTC",
        "api": {"event": draft.event, "routes": [route for route, _ in draft.routes]},
    }
    left: list[Guess] = []
    for guess in draft.guesses:
        place = place_of(guess.path)
        old = _old_place(place, whole, document.value)
        try:
            value = value_at(document.value, old)
        except LookupError:
            left.append(guess)
            continue
        if path_of(old) in open_paths:
            left.append(guess)
        else:
            whole = with_value(whole, place, value)
    routes = zip(whole["api"]["routes"], (endpoint for _, endpoint in draft.routes), strict=True)
    return replace(
        draft,
        events=whole["events"],
        faults=tuple(whole["faults"]),
        event=whole["api"]["event"],
        routes=tuple(routes),
        guesses=tuple(left),
    )


def _old_place(place: Place, whole: CheckedJson, old: CheckedJson) -> Place:
    """Return where the old file has a value of the draft: its routes may be in another order."""
    if place[:2] != ("api", "routes"):
        return place
    route = whole["api"]["routes"][place[2]]
    for index, other in enumerate(_routes(old)):
        if any(key in route and route[key] == other.get(key) for key in _METHODS):
            return ("api", "routes", index, *place[3:])
    return ("api", "no such route")


def _routes(document: CheckedJson) -> Iterator[Mapping[str, Json]]:
    api = document.get("api")
    routes = api.get("routes") if isinstance(api, Mapping) else ()
    yield from (one if isinstance(one, Mapping) else {} for one in routes or ())
