"""Times as numbers of seconds since 1970: what the page's scales reckon with."""

from __future__ import annotations

from datetime import datetime


def seconds(instant: datetime) -> float:
    """To the millisecond."""
    return round(instant.timestamp(), 3)
