"""Decide whether a fault happens, from its conditions, its chance and how often it has happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from ..record.entries import Json
from .fault import Fault


class Occasions:
    """Decides when the faults of a run happen.

    Chance depends on the seed, the fault, the cycle and the request only, so other faults do not change it.
    """

    def __init__(self, seed: int, start: datetime) -> None:
        self._seed = seed
        self._start = start
        self._happened: Counter[int] = Counter()

    def happens(
        self, number: int, fault: Fault, cycle: int, now: datetime, request: int = 0
    ) -> bool:
        """Decide whether the fault with this number happens now, and count it if it does.

        ``request`` is the number of the request, from 1; it is 0 for a fault between two cycles.
        """
        when = fault.when
        if not when.in_cycle(cycle) or not when.at_time(now, self._start):
            return False
        if request and not when.at_request(request):
            return False
        if when.times is not None and self._happened[number] >= when.times:
            return False
        if when.chance < 1 and self._drawn(number, cycle, request) >= when.chance:
            return False
        self._happened[number] += 1
        return True

    def state(self) -> dict[str, Json]:
        """Return how often each fault has happened, by its number."""
        return {str(number): count for number, count in self._happened.items()}

    def restore(self, state: Mapping[str, int]) -> None:
        """Return to a state that ``state()`` gave: how often each fault has happened."""
        self._happened = Counter({int(number): count for number, count in state.items()})

    def _drawn(self, number: int, cycle: int, request: int) -> float:
        """Return a number from 0 to 1 that depends on the arguments and the seed, not on earlier draws."""
        text = f"{self._seed}/{number}/{cycle}/{request}".encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") / 2**64
