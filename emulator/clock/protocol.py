"""The interfaces Clock (simulated or real) and Watcher (is called before a clock moves)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The clock of a run, simulated or real. Its times are plain ``datetime`` objects, aware and in UTC."""

    simulated: bool  # False for the real clock

    @property
    def killed(self) -> bool:
        """Whether the clock has reached the time at which the server kills the fetch."""

    @property
    def slept_s(self) -> float:
        """How many seconds the integration has waited since the last ``begin_fetch`` or ``begin_stretch``."""

    def now(self) -> datetime:
        """Return the time of the clock."""

    def advance(self, seconds: float) -> None:
        """Let this many seconds pass. Raises KilledAtTimeout when the clock reaches the time of the kill."""

    def move_to(self, instant: datetime) -> None:
        """Set the clock to a time between two fetches; an earlier time is ignored."""

    def step(self, seconds: float) -> None:
        """Set the time that the integration sees ahead by ``seconds``; ``now`` does not change."""

    def begin_fetch(self, kill_at: datetime | None) -> None:
        """Begin a fetch, which the server kills at ``kill_at``; None means never."""

    def end_fetch(self) -> None:
        """End the fetch: its threads are joined, and what runs from now on is not killed."""

    def watch(self, watcher: Watcher | None) -> None:
        """Call ``watcher`` before each move of the clock from now on."""

    def awaited(self, seconds: float) -> None:
        """Take seconds off ``slept_s``: an event loop waited for a response, and did not sleep."""

    def begin_stretch(self) -> None:
        """Set ``slept_s`` to 0; for an integration that runs without a timeout (long-running)."""

    def working(self) -> AbstractContextManager[None]:
        """Stop the clock while the current thread does real work (loopback IO, waiting for a child process).

        While the context is open the thread waits in real time.
        """

    def frozen(self) -> AbstractContextManager[None]:
        """Make the process's time functions and waits use this clock while the context is open."""


class Watcher(Protocol):
    """An object that the clock calls before it moves. The clock moves when all threads of the
    integration wait.
    """

    def before(self, until: datetime | None, slept: bool) -> bool:
        """Return whether the run continues; after False the clock raises Unwound in every thread.

        ``until`` is the time to which the clock will move, None if all threads wait without a limit.
        ``slept`` tells that the move ends a wait of the integration itself, not the latency of a request.
        """

    def horizon(self) -> datetime:
        """Return the time to which the clock moves if all threads wait without a limit."""
