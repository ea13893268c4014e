"""The result of one request to the simulated product, as the values that the route's answer can show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ....record.entries import Json
from ..shape.event_view import EventView
from ..shape.reference import Asked
from ..shape.shape import WHOLE_EVENT, list_text
from ..shape.template import Moment
from ..store.store import Store
from .answer import Answer
from .login import Issued
from .page import UNPAGED, WHOLE, Paging, Window

# Stands for the list of events until their kept text replaces it: no event and no request holds this.
EVENTS_HERE = "\0xfetch events\0"
_MARK = json.dumps(EVENTS_HERE)


@dataclass
class Scope:
    """The result of one request to the simulated product; the route fills it in, the answer reads it."""

    asked: Asked | None
    now_us: int
    store: Store | None = None
    # The page's events, by their numbers in the store.
    numbers: list[int] = field(default_factory=list)
    window: Window = WHOLE
    paging: Paging = UNPAGED
    # Whether further events follow this page.
    more: bool = False
    # How many events match in all, where that was counted.
    total: int | None = None
    # The token of the next page, where one was issued.
    cursor: str | None = None
    issued: Issued | None = None
    job: dict[str, Json] | None = None
    # How many events the request changed.
    written: int = 0
    # Why the request was refused, and after how many seconds a client may ask again.
    error: str = ""
    retry_after: int | None = None
    answer: Answer | None = None
    # The store's memo of the events' texts, if they depend on the events alone.
    memo: int | None = None
    # How well the request fits its route: the ``fit`` of the Response.
    fit: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        """Return the value that an answer names, such as ``total``; None for an unknown name.

        With ``memo`` the value of ``events`` is a mark, which ``splice`` replaces.
        """
        if name == "events" and self.memo is not None:
            return EVENTS_HERE
        read = VALUES.get(name)
        return None if read is None else read(self)

    def splice(self, text: str) -> str:
        """Return an answer's JSON text with the JSON text of the events in place of the mark that stands for
        ``@events``.
        """
        return text.replace(_MARK, self.events_text()) if _MARK in text else text

    def events_text(self) -> str:
        """Return the events of this page as the text of one JSON list."""
        assert self.answer is not None
        assert self.store is not None
        assert self.memo is not None
        return list_text(self.answer.event, self.store, self.memo, self.numbers)

    def time_us(self, name: str) -> int | None:
        """Return a time in microseconds since 1970: that of ``now``, or when the issued token ``expires``.

        Returns None without a token, and for one that never expires.
        """
        if name == "now":
            return self.now_us
        return self.issued.expires_us if self.issued is not None else None

    def template_values(self) -> Mapping[str, Any]:
        """Return the values that an answer's Jinja templates can read; times are Moments."""
        names = self.answer.names if self.answer is not None else frozenset[str]()
        values = {name: read(self) for name, read in VALUES.items() if name in names}
        for name in ("now", "expires"):
            us = self.time_us(name)
            values[name] = None if us is None else Moment(us)
        if self.asked is not None:
            asked = self.asked
            values.update({n: read(asked) for n, read in _REQUEST_VALUES.items() if n in names})
        return values

    @cached_property
    def views(self) -> list[EventView]:
        """The events of this page, one EventView each."""
        if self.store is None:
            return []
        return [EventView(self.store, number, self.asked) for number in self.numbers]

    @cached_property
    def events(self) -> Any:
        """The events of this page in the answer's form; for a page without events, the answer's ``empty``."""
        if not self.numbers and self.answer is not None and self.answer.empty:
            return self.answer.empty[0]
        shape = WHOLE_EVENT if self.answer is None else self.answer.event
        return [shape.build(view) for view in self.views]

    @property
    def pages(self) -> int | None:
        """The total number of pages, if the events were counted."""
        if self.total is None:
            return None
        return -(-self.total // self.window.limit) if self.window.limit else 1

    @property
    def next(self) -> str | int | None:
        """The cursor, page number or offset by which a client asks for the next page."""
        if self.paging.cursor is not None:
            return self.cursor
        if not self.more or not self.window.limit:
            return None
        if self.paging.number is not None:
            return self.window.number + 1
        return self.paging.counted(self.window.offset + self.window.limit)

    @property
    def next_url(self) -> str | None:
        """The request's URL, changed to ask for the next page.

        It is None if no page follows, or no query parameter alone asks for pages.
        """
        reference = self.paging.cursor or self.paging.number or self.paging.offset
        if self.asked is None or reference is None or reference.source != "query":
            return None
        if self.paging.end is not None:
            return None
        following = self.next
        if following is None:
            return None
        parts = urlsplit(self.asked.request.url)
        pairs = [
            p for p in parse_qsl(parts.query, keep_blank_values=True) if p[0] != reference.name
        ]
        query = urlencode([*pairs, (reference.name, following)], safe="$:,'()")
        return urlunsplit(parts._replace(query=query))

    @property
    def next_path(self) -> str | None:
        """The path and query of ``next_url``, for an integration that adds them to its server's address."""
        url = self.next_url
        return None if url is None else urlunsplit(urlsplit(url)._replace(scheme="", netloc=""))

    @property
    def next_link(self) -> str | None:
        """The value of a ``Link`` header that points to the next page of events."""
        url = self.next_url
        return None if url is None else f'<{url}>; rel="next"'

    @property
    def content_range(self) -> str:
        """The value of a ``Content-Range`` header: ``items 0-49/120``."""
        start, count = self.window.offset, len(self.numbers)
        span = f"{start}-{start + count - 1}" if count else "*"
        return f"{self.paging.unit} {span}/{'*' if self.total is None else self.total}"

    @property
    def expires_in(self) -> int | None:
        """How many seconds are left until the issued token expires."""
        us = self.issued.expires_us if self.issued is not None else None
        return None if us is None else (us - self.now_us) // 1_000_000


# What each name of an answer reads from the result.
VALUES: Mapping[str, Callable[[Scope], Any]] = {
    **{
        name: attrgetter(name)
        for name in (
            "events", "total", "more", "pages", "next", "next_url", "next_path", "next_link",
            "content_range", "expires_in", "job", "written", "error", "retry_after",
        )
    },
    "event": lambda scope: scope.events[0] if scope.events else None,
    "ids": lambda scope: [view.id for view in scope.views],
    "count": lambda scope: len(scope.numbers),
    "limit": attrgetter("window.limit"),
    "offset": lambda scope: scope.paging.counted(scope.window.offset),
    "page": lambda scope: scope.window.number if scope.paging.number else 1,
    "token": lambda scope: scope.issued.token if scope.issued else None,
    "refresh_token": lambda scope: scope.issued.refresh_token if scope.issued else None,
}  # fmt: skip
_REQUEST_VALUES: Mapping[str, Callable[[Asked], Any]] = {
    "query": lambda asked: asked.request.query,
    "path": lambda asked: asked.variables,
    "form": lambda asked: asked.form,
    "body": lambda asked: asked.body,
    "header": lambda asked: {name.lower(): value for name, value in asked.request.headers.pairs},
}
