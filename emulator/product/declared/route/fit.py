"""Whether a request and a scenario's routes speak of the same names: what one has and the other lacks."""

from __future__ import annotations

import re
from typing import Any

from ..shape.reference import Asked
from .route import Route

_NAMED = re.compile(r"\b(?:query|body)\.([\w$%:@-]+(?:\[\])?)")


def names_read(plain: Any) -> frozenset[str]:
    """The names of queries and bodies that a plain section speaks of anywhere: ``query.since``."""
    if isinstance(plain, str):
        return frozenset(match[0] for match in _NAMED.finditer(plain))
    if isinstance(plain, dict):
        # A credential's place: {query: api_key}.
        own = plain.get("query")
        found = {f"query.{own}"} if isinstance(own, str) else set()
        inner = (*plain.keys(), *plain.values())
        return frozenset(found.union(*map(names_read, inner)))
    if isinstance(plain, list):
        return frozenset().union(*map(names_read, plain))
    return frozenset()


def fit(route: Route, asked: Asked, read: frozenset[str]) -> tuple[str, ...]:
    """The route, then ``-query.from`` for what it would read and the request has not, and
    ``+query.since`` for what the request has and no route reads; empty for a route that reads nothing.

    ``read`` are the names that any route reads. What only later pages have does not count.
    """
    references = route.references()
    if not references:
        return ()
    lacking = {own.text for own in references if not own.all(asked)}
    names = {f"query.{name}" for name in asked.request.query}
    if isinstance(asked.body, dict):
        names |= {f"body.{name}" for name in asked.body}
    beyond = names - read
    return (
        route.name,
        *(f"-{name}" for name in sorted(lacking)),
        *(f"+{name}" for name in sorted(beyond)),
    )


def by_query(route: Route) -> bool:
    """Whether for a request without a body ``fit`` follows from which queries are there and not empty."""
    return all(
        own.source in ("query", "body")
        and not (own.source == "query" and own.steps)
        and not own.after
        for own in route.references()
    )
