"""Makes the numbers of ``random`` the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def random_restored() -> Iterator[None]:
    """A context that seeds ``random`` at its start and restores the state of ``random`` at its end.

    Each fetch seeds it with the number of its cycle, so that every run gets the same numbers. The
    integration's own ``random.Random`` objects, ``secrets`` and ``uuid4`` stay random.
    """
    state = random.getstate()
    random.seed(0)
    try:
        yield
    finally:
        random.setstate(state)
