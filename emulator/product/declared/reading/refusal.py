"""A request that the product refuses."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Raised while a request is served. ``kind`` selects the answer of the route's ``errors``.

    The kinds are bad_request, refused, expired, missing, limited, and early. ``values`` are further
    values for that answer, such as ``retry_after`` in seconds.
    """

    def __init__(self, kind: str, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.values = values
