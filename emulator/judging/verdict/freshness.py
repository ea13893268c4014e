"""How old events are when they are delivered, as the platform measures it for a collector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

# The platform's buckets (documented), each with its greatest age in seconds.
BUCKETS = (("30s", 30), ("1m", 60), ("5m", 300), ("1h", 3600), ("1d", 86_400), ("1w", 604_800))
OLDER = "older"


@dataclass(frozen=True)
class Freshness:
    """The ages of delivered events in seconds: the median, what 90 % of them do not exceed, the greatest.

    ``buckets`` counts the events by age: ``30s`` holds those of at most 30 seconds, ``1m`` those above that
    and of at most a minute, and so on. Empty buckets are left out.
    """

    median: float
    p90: float
    most: float
    buckets: Mapping[str, int]


def freshness_of(ages_s: Sequence[float]) -> Freshness | None:
    """Return the freshness of events with these ages; None without events."""
    if not ages_s:
        return None
    ordered = sorted(ages_s)
    counts: dict[str, int] = {}
    for age_s in ordered:
        name = next((name for name, most_s in BUCKETS if age_s <= most_s), OLDER)
        counts[name] = counts.get(name, 0) + 1
    p90 = ordered[ceil(len(ordered) * 0.9) - 1]
    return Freshness(round(median(ordered), 3), p90, ordered[-1], counts)
