"""Measures how long a child process has worked on something: a busy machine is no reason to kill it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic

from . import descendants

# On a busy machine a limit counts for up to so many times as long.
_MOST_TIMES = 20.0


class RealTime:
    """The real time since ``restart``. The time in which a thread of the child waited for a processor is
    subtracted, and that of this process, for which a child may wait; where the system tells it.

    ``guard`` is a function that returns the number of the process which forks the child, itself or by way of
    another guard; None while it is not known.
    """

    def __init__(self, guard: Callable[[], int | None]) -> None:
        self._guard = guard
        self.restart()

    def restart(self) -> None:
        self._since_s = monotonic()
        self._waited_s = self._waiting_s()

    def exceeds(self, limit_s: float) -> bool:
        """Whether this time is longer than ``limit_s``. Waiting for a processor can stretch the limit to 20
        times its length at most.
        """
        lasts_s = monotonic() - self._since_s
        if not limit_s < lasts_s <= limit_s * _MOST_TIMES:
            return lasts_s > limit_s
        return lasts_s - (self._waiting_s() - self._waited_s) > limit_s

    def _waiting_s(self) -> float:
        """Return how long the threads were ready and had no processor, since their starts."""
        waited_ns = 0
        for pid in self._pids():
            with suppress(OSError, ValueError, IndexError):
                for thread in (descendants.PROC / str(pid) / "task").iterdir():
                    with suppress(OSError):  # it has ended
                        waited_ns += int((thread / "schedstat").read_text().split()[1])
        return waited_ns / 1e9

    def _pids(self) -> Iterator[int]:
        yield os.getpid()
        guard = self._guard()
        if guard is not None:
            yield from descendants.with_descendants(guard)
