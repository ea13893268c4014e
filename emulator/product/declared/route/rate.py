"""The key ``rate:`` of an API or a route: how many requests it allows in a time window."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError
from ..reading.refusal import Refusal


@dataclass(frozen=True)
class Rate:
    """A rate limit: at most ``limit`` requests in any ``per_us`` microseconds."""

    limit: int
    per_us: int


class Served:
    """The times of the requests that each rate limit has counted, by the name of the limit."""

    def __init__(self) -> None:
        self._times: dict[str, deque[int]] = {}

    def count(self, name: str, rate: Rate, now_us: int) -> None:
        """Count a request at a rate limit.

        Raises Refusal (limited), without counting it, if it exceeds the limit.
        """
        times = self._times.setdefault(name, deque())
        while times and times[0] <= now_us - rate.per_us:
            times.popleft()
        if len(times) >= rate.limit:
            wait_s = -((now_us - rate.per_us - times[0]) // 1_000_000)
            raise Refusal(
                "limited",
                f"the client sent more than {rate.limit} requests in {rate.per_us / 1_000_000:g} s",
                retry_after=max(wait_s, 1),
            )
        times.append(now_us)

    def state(self) -> dict[str, Json]:
        """Return the times of the counted requests as JSON, for ``restore``."""
        return {name: list(times) for name, times in self._times.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Replace the times of the counted requests by those of an earlier ``state``."""
        self._times = {name: deque(times) for name, times in state.items()}


def parse_rate(value: object, path: Path) -> Rate:
    """Parse the key ``rate:`` of an API or a route. Raises SectionError."""
    section = Section(value, path, ("limit", "per"))
    if "limit" not in section or "per" not in section:
        raise SectionError(path, "a rate needs limit and per, like {limit: 10, per: 60s}")
    per_us = section.span_us("per") or 0
    if per_us <= 0:
        raise section.wrong("per", "the time window of a rate must be longer than zero")
    return Rate(section.integer("limit", 1, least=1), per_us)
