"""What every clock can be asked, and who may watch it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Times are aware and in UTC, real ``datetime`` objects; lengths in seconds."""

    simulated: bool

    @property
    def killed(self) -> bool:
        """Whether the run reached the moment at which it is killed."""

    @property
    def slept_s(self) -> float:
        """How long the run has waited since ``kill_at`` was last called."""

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> None:
        """Time passes. Raises KilledAtTimeout at the moment of the kill."""

    def move_to(self, instant: datetime) -> None:
        """Between two runs; an earlier instant is ignored."""

    def step(self, seconds: float) -> None:
        """From now on the integration's own clock is that much ahead of what it was; ``now`` is not."""

    def kill_at(self, instant: datetime | None) -> None:
        """The moment at which the server kills the run; a new one begins a new run."""

    def watch(self, watcher: Watcher | None) -> None:
        """Tell ``watcher`` each time before the clock moves."""

    def begin_stretch(self) -> None:
        """A run without a timeout begins to count anew how long it slept."""

    def working(self) -> AbstractContextManager[None]:
        """Inside, this thread does something real (loopback IO, a child process): the clock stands
        still for it, however long it takes, and what it waits for there it waits for in real time."""

    def frozen(self) -> AbstractContextManager[None]:
        """Inside, the process lives by this clock."""


class Watcher(Protocol):
    """Who wants to know that everybody waits now, and how far the clock will move."""

    def before(self, until: datetime | None, slept: bool) -> bool:
        """``until`` None: nobody waits for any moment; ``slept``: it is a wait of the integration's
        own. The answer is whether to go on; otherwise everything is unwound by Unwound."""

    def horizon(self) -> datetime:
        """Where to move when nobody waits for any moment."""
