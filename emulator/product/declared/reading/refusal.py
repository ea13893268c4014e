"""The exception with which the simulated product refuses a request."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """The simulated product refuses a request. ``kind`` selects the answer from the route's ``errors``.

    The kinds are bad_request, refused, expired, missing, limited and early. ``values`` holds more values for
    that answer, such as ``retry_after`` in seconds.
    """

    def __init__(self, kind: str, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.values = values
