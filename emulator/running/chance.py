"""Seed Python's ``random`` with the number of the cycle, so that every run gets the same numbers.

An integration's own generators, ``secrets`` and ``uuid4`` stay random.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

START = 0  # the seed before the first cycle, for the vendor file and for imports


def seed_chance(cycle: int) -> None:
    """Seed ``random`` for a cycle."""
    random.seed(cycle)


@contextmanager
def chance_kept() -> Iterator[None]:
    """Seed ``random`` for the start of a run, and restore its state afterwards."""
    state = random.getstate()
    seed_chance(START)
    try:
        yield
    finally:
        random.setstate(state)
