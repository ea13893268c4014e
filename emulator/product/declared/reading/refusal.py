"""A request that the product turns down, and why."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """``kind`` names the answer: bad_request, refused, expired, missing, limited, early."""

    def __init__(self, kind: str, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.values = values
