"""The interface of every clock, and of an object that watches one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The clock of a run, simulated or real. Its times are real ``datetime`` objects, aware and in UTC."""

    simulated: bool  # False for the real clock

    @property
    def killed(self) -> bool:
        """Whether the clock reached the time at which the server kills the fetch."""

    @property
    def slept_s(self) -> float:
        """How many seconds the fetch has waited since the last ``kill_at`` or ``begin_stretch``."""

    def now(self) -> datetime:
        """Return the time of the clock."""

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises KilledAtTimeout when the clock reaches the time of the kill."""

    def move_to(self, instant: datetime) -> None:
        """Set the clock between two fetches; ignore an earlier time."""

    def step(self, seconds: float) -> None:
        """Set the integration's own clock ahead by ``seconds``; ``now`` does not change."""

    def kill_at(self, instant: datetime | None) -> None:
        """Begin a new fetch, which the server kills at ``instant``; None sets no limit."""

    def watch(self, watcher: Watcher | None) -> None:
        """Call ``watcher`` each time before the clock moves."""

    def begin_stretch(self) -> None:
        """Set ``slept_s`` to 0, for a run without a timeout."""

    def working(self) -> AbstractContextManager[None]:
        """Stop the clock while the current thread does real work (loopback IO, a child process).

        The thread's waits in the context are in real time.
        """

    def frozen(self) -> AbstractContextManager[None]:
        """Make the process's time functions and waits use this clock."""


class Watcher(Protocol):
    """An object that the clock asks before it moves, when all threads of the integration wait."""

    def before(self, until: datetime | None, slept: bool) -> bool:
        """Return whether the run goes on before the clock moves; with False, Unwound is raised in every
        thread.

        ``until`` is the time that the clock moves to, None when all threads wait without a limit; ``slept``
        says whether that ends a wait of the integration's own, not a request's latency.
        """

    def horizon(self) -> datetime:
        """Return the time to which the clock moves when all threads wait without a limit."""
