"""Compare the parameter names in a request with those that the routes of a scenario read."""

from __future__ import annotations

import re

from ....record.entries import Json
from ..shape.reference import Asked
from .route import Route

_NAMED = re.compile(r"\b(?:query|body)\.([\w$%:@-]+(?:\[\])?)")


def names_read(plain: Json) -> frozenset[str]:
    """Return the query parameters and body fields that an ``api:`` section (plain values) reads:
    ``query.since``.
    """
    if isinstance(plain, str):
        return frozenset(match[0] for match in _NAMED.finditer(plain))
    if isinstance(plain, dict):
        # The place of a credential: {query: api_key}.
        own = plain.get("query")
        found = {f"query.{own}"} if isinstance(own, str) else set()
        inner = (*plain.keys(), *plain.values())
        return frozenset(found.union(*map(names_read, inner)))
    if isinstance(plain, list):
        return frozenset().union(*map(names_read, plain))
    return frozenset()


def fit(route: Route, asked: Asked, read: frozenset[str]) -> tuple[str, ...]:
    """Return the route's name, then each difference between the request's parameters and those the route
    reads.

    ``-query.from``: the route's filter, search, order or page size reads it, and the request lacks it.
    ``+query.since``: the request has it, and no route reads it (``read`` are the names that any route reads).
    The result is empty if these parts of the route read nothing, and the request has nothing unread.
    """
    references = route.references
    lacking = {own.text for own in references if not own.all(asked)}
    names = {f"query.{name}" for name in asked.request.query}
    if isinstance(asked.body, dict):
        names |= {f"body.{name}" for name in asked.body}
    beyond = names - read
    if not references and not beyond:
        return ()
    return (
        route.name,
        *(f"-{name}" for name in sorted(lacking)),
        *(f"+{name}" for name in sorted(beyond)),
    )
