"""What the shapes and templates of an answer can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ....record.entries import Json
from ..shape.event_view import EventView
from ..shape.reference import Asked
from ..shape.rendered import list_text
from ..shape.shape import WHOLE_EVENT
from ..shape.template import Moment
from ..store.store import Store
from .answer import Answer
from .login import Issued
from .page import UNPAGED, WHOLE, Paging, Window

# What no event and no request holds.
EVENTS_HERE = "\0xfetch events\0"
_MARK = json.dumps(EVENTS_HERE)


@dataclass
class Scope:
    """One request's result. ``cursor`` is the token of the next page, where there is one."""

    asked: Asked | None
    now_us: int
    store: Store | None = None
    numbers: list[int] = field(default_factory=list)
    window: Window = WHOLE
    paging: Paging = UNPAGED
    more: bool = False
    total: int | None = None
    cursor: str | None = None
    issued: Issued | None = None
    job: dict[str, Json] | None = None
    written: int = 0
    error: str = ""
    retry_after: int | None = None
    answer: Answer | None = None
    # The store's memo of the events' texts, where they follow from the events alone.
    memo: int | None = None
    fit: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        if name == "events" and self.memo is not None:
            return EVENTS_HERE
        return getattr(self, f"at_{name}", None)

    def splice(self, text: str) -> str:
        """The JSON text with the events put in where ``@events`` stood."""
        return text.replace(_MARK, self.events_text()) if _MARK in text else text

    def events_text(self) -> str:
        """The page's events as one JSON list."""
        assert self.answer is not None
        assert self.store is not None
        assert self.memo is not None
        return list_text(self.answer.event, self.store, self.memo, self.numbers)

    def time_us(self, name: str) -> int | None:
        if name == "now":
            return self.now_us
        return self.issued.expires_us if self.issued is not None else None

    def template_values(self) -> Mapping[str, Any]:
        names = self.answer.names if self.answer is not None else ()
        values = {
            name: getattr(self, f"at_{name}") for name in names if hasattr(type(self), f"at_{name}")
        }
        for name in ("now", "expires"):
            us = self.time_us(name)
            values[name] = None if us is None else Moment(us)
        if self.asked is not None:
            values.update(_request_values(self.asked, frozenset(names)))
        return values

    @cached_property
    def views(self) -> list[EventView]:
        """The page's events, for shapes and templates."""
        if self.store is None:
            return []
        return [EventView(self.store, number, self.asked) for number in self.numbers]

    @cached_property
    def at_events(self) -> Any:
        if not self.numbers and self.answer is not None and self.answer.empty:
            return self.answer.empty[0]
        shape = WHOLE_EVENT if self.answer is None else self.answer.event
        return [shape.build(view) for view in self.views]

    @property
    def at_event(self) -> Any:
        events = self.at_events
        return events[0] if events else None

    @property
    def at_ids(self) -> list[str]:
        return [view.value("id") for view in self.views]

    @property
    def at_count(self) -> int:
        return len(self.numbers)

    @property
    def at_total(self) -> int | None:
        return self.total

    @property
    def at_more(self) -> bool:
        return self.more

    @property
    def at_limit(self) -> int | None:
        return self.window.limit

    @property
    def at_offset(self) -> int:
        return self.window.offset

    @property
    def at_page(self) -> int:
        return self.window.number if self.paging.number is not None else self.paging.first

    @property
    def at_pages(self) -> int | None:
        if self.total is None:
            return None
        return -(-self.total // self.window.limit) if self.window.limit else 1

    @property
    def at_next(self) -> Any:
        """The next page's cursor, number or offset."""
        if self.paging.cursor is not None:
            return self.cursor
        if not self.more or not self.window.limit:
            return None
        if self.paging.number is not None:
            return self.window.number + 1
        return self.window.offset + self.window.limit

    @property
    def at_next_url(self) -> str | None:
        """The request's own URL, asking for the next page; None where no query can ask for it."""
        reference = self.paging.cursor or self.paging.number or self.paging.offset
        if self.asked is None or reference is None or reference.source != "query":
            return None
        following = self.at_next
        if following is None:
            return None
        parts = urlsplit(self.asked.request.url)
        pairs = [
            p for p in parse_qsl(parts.query, keep_blank_values=True) if p[0] != reference.name
        ]
        query = urlencode([*pairs, (reference.name, following)], safe="$:,'()")
        return urlunsplit(parts._replace(query=query))

    @property
    def at_next_link(self) -> str | None:
        """For a ``Link`` header."""
        url = self.at_next_url
        return None if url is None else f'<{url}>; rel="next"'

    @property
    def at_content_range(self) -> str:
        start, count = self.window.offset, len(self.numbers)
        span = f"{start}-{start + count - 1}" if count else "*"
        return f"{self.paging.unit} {span}/{'*' if self.total is None else self.total}"

    @property
    def at_token(self) -> str | None:
        return self.issued.token if self.issued is not None else None

    @property
    def at_refresh_token(self) -> str | None:
        return self.issued.refresh_token if self.issued is not None else None

    @property
    def at_expires_in(self) -> int | None:
        us = self.issued.expires_us if self.issued is not None else None
        return None if us is None else (us - self.now_us) // 1_000_000

    @property
    def at_job(self) -> dict[str, Json] | None:
        return self.job

    @property
    def at_written(self) -> int:
        return self.written

    @property
    def at_error(self) -> str:
        return self.error

    @property
    def at_retry_after(self) -> int | None:
        return self.retry_after


def _request_values(asked: Asked, names: frozenset[str]) -> dict[str, Any]:
    reads: dict[str, Callable[[], Any]] = {
        "query": lambda: asked.request.query,
        "path": lambda: asked.variables,
        "form": lambda: asked.form,
        "body": lambda: asked.body,
        "header": lambda: {name.lower(): value for name, value in asked.request.headers.pairs},
    }
    return {name: read() for name, read in reads.items() if name in names}
