"""The verdict on one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...record.product_event import VendorEvent

DELIVERED, DUPLICATED, MISSED = "delivered", "duplicated", "missed"
PENDING, BLOCKED = "pending", "blocked"
OUT_OF_SCOPE, OUT_OF_WINDOW, REMOVED = "out_of_scope", "out_of_window", "removed"
# Created, although it is one of the two before.
UNWANTED_BY_SCOPE, UNWANTED_BY_WINDOW = "created_out_of_scope", "created_out_of_window"
UNWANTED = (UNWANTED_BY_SCOPE, UNWANTED_BY_WINDOW)
VERDICTS = (
    DELIVERED,
    DUPLICATED,
    MISSED,
    PENDING,
    BLOCKED,
    OUT_OF_SCOPE,
    OUT_OF_WINDOW,
    REMOVED,
    *UNWANTED,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The cycle that created the event, and when that run ended."""

    cycle: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """``delivered`` holds the first deliveries, ``times`` counts them all.

    ``late``: a fetch that ended well could have seen it before the one that delivered it.
    ``delay_s`` runs from when it became visible to its first delivery. ``passed`` is the first fetch
    that left it behind, 0 where none did. ``story`` is empty where there is nothing to tell.
    """

    event: VendorEvent
    verdict: str
    delivered: tuple[Delivery, ...] = ()
    times: int = 0
    late: bool = False
    delay_s: float | None = None
    passed: int = 0
    story: str = ""
