"""The verdict on one event of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...record.product_event import VendorEvent

DELIVERED, DUPLICATED, MISSED = "delivered", "duplicated", "missed"
PENDING, BLOCKED = "pending", "blocked"
OUT_OF_SCOPE, OUT_OF_WINDOW, REMOVED = "out_of_scope", "out_of_window", "removed"
# The integration created an event that is out of scope or before the first window.
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
# What reports and expectations say of that many events.
VERDICT_WORDS = {
    DELIVERED: "delivered",
    MISSED: "missed",
    DUPLICATED: "created more than once",
    PENDING: "still to come",
    BLOCKED: "blocked",
    OUT_OF_SCOPE: "out of scope",
    OUT_OF_WINDOW: "before the first window",
    REMOVED: "removed before their turn",
    UNWANTED_BY_SCOPE: "created although out of scope",
    UNWANTED_BY_WINDOW: "created although before the first window",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One time that an event was created: the cycle, and the time at which that fetch ended."""

    cycle: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """The verdict on one event: what became of it.

    ``verdict`` is delivered, duplicated, missed, pending or another of ``VERDICTS``. ``delivered`` holds the
    first times that the event was created, ``times`` counts all of them. ``late`` says that an earlier
    successful fetch could have created it. ``delay_s`` is the time from when the event became visible in the
    product until it was first created, None if it never was. ``passed`` is the first cycle that moved the
    saved position past the event without creating it, 0 for none. ``story`` explains the verdict, empty where
    there is nothing to explain; for a missed event ``lost_in`` is the cycle that the story tells of, else 0.
    """

    event: VendorEvent
    verdict: str
    delivered: tuple[Delivery, ...] = ()
    times: int = 0
    late: bool = False
    delay_s: float | None = None
    passed: int = 0
    lost_in: int = 0
    story: str = ""
