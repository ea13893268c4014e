"""Finds the request that made a fetch fail because the product refused it, and whether it asked for one
record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, unquote

from ...masking.logins import is_login, is_logout
from ...record.entries import Exchange
from ...record.fetch_run import FetchRun
from ...record.id_guess import is_id_name
from .seen import ids_in

_BUSY = 429


def refused(run: FetchRun) -> Exchange | None:
    """Return the request whose answer made the fetch fail; None where no answer did.

    It is the fetch's last request if that was refused; else the last refused request whose status stands in
    the error message.
    """
    # A logout request is not why the fetch failed.
    exchanges = [one for one in run.record.exchanges if not is_logout(one)]
    if not exchanges or run.failure is None:
        return None
    if _bad(exchanges[-1]):
        return exchanges[-1]
    told = f"{run.failure.message} {run.failure.cause}"
    return next(
        (
            one
            for one in reversed(exchanges)
            if _bad(one) and one.status and re.search(rf"\b{one.status}\b", told)
        ),
        None,
    )


def place_of(exchange: Exchange) -> str:
    """Return the method and the path of a request, ``GET /alerts/7``, without the query, which differs
    from fetch to fetch.
    """
    return f"{exchange.method} {_path(exchange)}"


def wants_record(refusal: Exchange, exchanges: Sequence[Exchange]) -> bool:
    """Whether the refused request asked for one record whose id an earlier answer of the fetch contained."""
    named = set(_names(refusal))
    if refusal.status == _BUSY or not named:
        return False
    return any(
        not is_login(one) and not _bad(one) and ids_in(one.response_body, named, "")
        for one in exchanges
        if one.seq < refusal.seq
    )


def _names(exchange: Exchange) -> Iterator[str]:
    """Yield the parts of a request that may be a record's id: the last parts of the path, and values whose
    keys are named like ids.
    """
    yield from (unquote(part) for part in _path(exchange).split("/")[-2:] if part)
    query = exchange.url.partition("?")[2]
    yield from (value for key, value in parse_qsl(query) if is_id_name(key) or key.lower() == "key")


def _path(exchange: Exchange) -> str:
    """Return the path of any URL, even of one that ``urlsplit`` rejects."""
    beyond = exchange.url.partition("://")[2].partition("?")[0].partition("#")[0]
    return f"/{beyond.partition('/')[2]}"


def _bad(exchange: Exchange) -> bool:
    return exchange.status is None or exchange.status >= 400
