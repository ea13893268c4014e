"""Compare the names of values in a request with the names that the routes of a scenario read."""

from __future__ import annotations

import re

from ....record.entries import Json
from ..shape.reference import Asked
from .route import Route

_NAMED = re.compile(r"\b(?:query|body)\.([\w$%:@-]+(?:\[\])?)")


def names_read(plain: Json) -> frozenset[str]:
    """Return the query parameters and body fields that an ``api:`` section reads, like ``query.since``."""
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
    """Return the route's name, then how the request's names differ from the names that the route reads.

    ``-query.from`` is a name that the route reads and the request lacks; ``+query.since`` is a name of the
    request that is not in ``read``, the names that any route reads. The result is empty where a route reads
    nothing and the request has no such name.
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
