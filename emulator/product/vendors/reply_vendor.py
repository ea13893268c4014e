"""A vendor (the object that plays the product) that answers requests with the replies of ``--reply``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from functools import cached_property

from ..message import Request, Response


@dataclass(frozen=True)
class Reply:
    """A reply of ``--reply``: a response for the requests that match a method (empty: any) and a glob.

    The glob is compared with the request's path, or with its URL without the query.
    """

    method: str
    glob: str
    response: Response

    @property
    def name(self) -> str:
        """The method in upper case, if the user gave one, and the glob as the user wrote it."""
        return f"{self.method} {self.glob}".strip()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # /alerts also matches the end of /api/v1/alerts.
        return re.compile(translate(("*" if self.glob.startswith("/") else "") + self.glob))

    def mismatch(self, request: Request) -> str:
        """Explain why a request does not match this reply; return an empty text if it matches."""
        if self.glob.startswith(("http://", "https://")):
            part, asked = "URL", {request.url.partition("?")[0]}
        else:
            part, asked = "path", {request.raw_path, request.path}
        if not any(self._pattern.match(text) for text in asked):
            return f"the {part} differs"
        if self.method and self.method != request.method.upper():
            return f"the method differs (the request is a {request.method})"
        return ""


class ReplyVendor:
    """Answers each request with the first reply that matches it.

    Several replies with the same method and glob are used one after the other; the last one repeats.
    """

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._sequences: dict[tuple[str, str], list[Reply]] = {}
        for reply in replies:
            self._sequences.setdefault((reply.method, reply.glob), []).append(reply)
        self._given = dict.fromkeys(self._sequences, 0)

    def handle(self, request: Request, now: datetime) -> Response | None:
        for key, replies in self._sequences.items():
            if not replies[0].mismatch(request):
                index = min(self._given[key], len(replies) - 1)
                self._given[key] += 1
                return replies[index].response
        return None

    def state(self) -> dict[tuple[str, str], int]:
        """Return for each method and glob how many requests were answered."""
        return dict(self._given)

    def restore(self, state: dict[tuple[str, str], int]) -> None:
        self._given.update(state)

    def explain(self, request: Request) -> tuple[str, ...]:
        """Explain for each reply why it does not match the request, one line each."""
        return tuple(
            f"{replies[0].name}: {why}"
            for replies in self._sequences.values()
            if (why := replies[0].mismatch(request))
        )
