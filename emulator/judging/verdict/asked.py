"""A request of a fetch: its text, its time window and the events in its answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote_plus, urlsplit

from ...excerpt import excerpt
from ...record.entries import Exchange
from ..window.window import Window, asked_from
from .last_run_cursor import Cursor
from .positions import list_of
from .seen import ids_in

_TOLD_CHARS = 160
_BETWEEN_TOKENS = re.compile(r"[\s\"'<>=,;&?/{}()\[\]]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and the events in its answer.

    ``sent`` is the exchange without its answer; ``at`` is when the fetch began; ``got`` holds the ids of the
    product's events in the answer; ``cursor`` is the saved position that the request was built from, None
    where unknown.
    """

    sent: Exchange
    at: datetime
    got: frozenset[str]
    cursor: Cursor | None = None

    @property
    def path(self) -> str:
        """The URL path of the request. It stands for one of the product's lists, such as alerts."""
        return list_of(self.sent)

    @property
    def whole(self) -> str:
        """The method, the path, the query and the body of the request, on one line."""
        parts = urlsplit(self.sent.url)
        query = f"?{unquote_plus(parts.query)}" if parts.query else ""
        asked = f"{self.sent.method} {parts.path or '/'}{query} {self.sent.request_body}"
        return " ".join(asked.split())

    @property
    def window(self) -> Window | None:
        """The time window that the request asks for; None where it names none."""
        return asked_from((self.sent,), self.at)

    @property
    def words(self) -> str:
        """The request as text for an explanation. Of a long request only the part around the start of its
        window is shown.
        """
        whole, window = self.whole, self.window
        path_chars = whole.find("?") + 1 or whole.find(" {") + 1
        return excerpt(whole, _TOLD_CHARS, window.text if window else "", path_chars)

    def names(self, identifier: str) -> bool:
        """Whether the request asks for this one event: it contains the event's id."""
        return identifier in _BETWEEN_TOKENS.split(self.whole)


def asked_of(
    exchange: Exchange, at: datetime, ids: Collection[str], leaf: str, cursor: Cursor | None
) -> Asked:
    """Build an ``Asked`` from an exchange. ``ids`` are all ids of the product's events; ``leaf`` is the
    key under which an event has its id.
    """
    got = ids_in(exchange.response_body, ids, leaf) if ids else ()
    return Asked(replace(exchange, response_body=""), at, frozenset(got), cursor)
