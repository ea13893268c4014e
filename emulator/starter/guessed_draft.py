"""Add to the draft of a scenario the list of its guessed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..record.entries import CheckedJson
from ..settings.guess import Guess, path_of
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
