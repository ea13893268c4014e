"""Chance that is the same in every run: the generator behind ``random``'s functions is seeded by the cycle.

A generator that an integration makes for itself, ``secrets`` and ``uuid4`` stay random.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

# Before the first cycle: the vendor file and what is imported ahead.
START = 0


def seed_chance(cycle: int) -> None:
    """From here on it is that of the cycle, in whichever process the cycle runs."""
    random.seed(cycle)


@contextmanager
def chance_kept() -> Iterator[None]:
    """Inside, it is seeded as at the start; after it, it goes on as if nothing had been."""
    state = random.getstate()
    seed_chance(START)
    try:
        yield
    finally:
        random.setstate(state)
