"""Add to the draft of a scenario the list of its guessed values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..product.declared.route.order import UNSPECIFIED
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess, path_of
from .bounds.order_in_code import OrderInCode, order_at, orders_in_code
from .endpoint import Endpoint
from .recorded_facts import ordered
from .route_guesses import event_guess, is_list, route_guesses, shows_newest
from .starter_file import Draft


def with_guesses(draft: Draft, code: str, text: str) -> Draft:
    """Return the draft with its guessed values listed in ``guesses``; each route of events gets an order.

    ``code`` is the name of the integration's file, ``text`` is its content.
    """
    known, orders = _fields(draft.events), orders_in_code(text)
    told = {endpoint.path: order_at(endpoint.path, orders) for _, endpoint in draft.routes}
    routes = tuple(
        (
            ordered(route, _order(route, endpoint, known, told[endpoint.path]))
            if _needs_order(route)
            else _directed(route, endpoint, told[endpoint.path]),
            endpoint,
        )
        for route, endpoint in draft.routes
    )
    routes = tuple(
        (({**route, "filter": {}} if _unread(route, endpoint) else route), endpoint)
        for route, endpoint in routes
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
        by_code = told[endpoint.path]
        why_order = f"{code}, {by_code.why}" if by_code is not None else ""
        guesses.extend(route_guesses(index, route, endpoint, seen, why_order))
    return replace(draft, routes=routes, guesses=tuple(guesses))


def _unread(route: Mapping[str, CheckedJson], endpoint: Endpoint) -> bool:
    """Whether later requests to a list ask for something else than the first, and the route ignores this
    difference.
    """
    if not is_list(route) or any(key in route for key in ("filter", "search", "one", "stream")):
        return False
    page = route.get("page", {})
    return "cursor" not in page and not endpoint.changing <= set(map(str, page.values()))


def _directed(
    route: Mapping[str, CheckedJson], endpoint: Endpoint, told: OrderInCode | None
) -> Mapping[str, CheckedJson]:
    """Return the route with the direction of sorting that the code expects, if its request sorts but names no
    direction.
    """
    asked = endpoint.order
    if asked is None or asked.told or told is None or told.none or "order" not in route:
        return route
    return {**route, "order": replace(asked, down=told.down).words}


def _needs_order(route: Mapping[str, CheckedJson]) -> bool:
    return "order" not in route and is_list(route)


def _fields(events: CheckedJson) -> Collection[str]:
    """Return the names of the fields that the scenario's events have."""
    sources = events if isinstance(events, list) else [events]
    return {name for one in sources for name in (one.get("generate") or {}).get("fields", ())}


def _order(
    route: Mapping[str, CheckedJson],
    endpoint: Endpoint,
    fields: Collection[str],
    told: OrderInCode | None,
) -> Json:
    """Return the order for a list's route that has none yet.

    If the request sorts by a field of the events, it is that field; if by another field, ``created`` in the
    same direction. If the request does not sort, it is the order that the code expects, else a guess.
    """
    if endpoint.order is not None:
        named = endpoint.order.field in fields
        return endpoint.order.words if named else "-created" if endpoint.order.down else "created"
    if told is not None:
        return UNSPECIFIED if told.none else "-created" if told.down else "created"
    return "-created" if shows_newest(route, endpoint) else "created"
