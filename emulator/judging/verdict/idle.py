"""Which fetches at the end of a run created nothing new: an event that they could have brought is missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ...record.fetch_run import FetchRun

# So many fetches in a row that create nothing new.
_ENOUGH = 2


@dataclass(frozen=True)
class Idle:
    """The first of the last fetches that created nothing new: its cycle and when it began."""

    cycle: int
    since: datetime


@dataclass
class IdleFetches:
    """Keeps, for each command, its last successful fetches if they created nothing new.

    An instance may fetch events and assets, each with a command of its own: fetches of one command say
    nothing about the events of the other one.
    """

    last: dict[str, list[Idle]] = field(default_factory=dict)
    # The lists of the product's events (streams) that a command has brought.
    brought: dict[str, set[str]] = field(default_factory=dict)

    def note(self, command: str, streams: Iterable[str]) -> None:
        """Note that a fetch of a command created events of ``streams``."""
        self.brought.setdefault(command, set()).update(streams)
        self.last.setdefault(command, [])

    def see(self, run: FetchRun, began: datetime, *, is_idle: bool) -> None:
        """Add a successful fetch, or a whole snapshot of assets, whose first fetch began at ``began``."""
        before = self.last.get(run.command, [])[1 - _ENOUGH :]
        self.last[run.command] = [*before, Idle(run.cycle, began)] if is_idle else []

    def by_stream(self, streams: Iterable[str]) -> Mapping[str, Idle]:
        """Return, for each of the streams, the earlier one of the last two fetches, if both created nothing
        new. Only fetches of the command that brings the stream's events count. Other streams are left out.
        """
        found = {stream: self._of(stream) for stream in streams}
        return {stream: idle for stream, idle in found.items() if idle is not None}

    def _of(self, stream: str) -> Idle | None:
        own = [name for name, streams in self.brought.items() if stream in streams]
        free = [name for name, streams in self.brought.items() if not streams]
        rows = [self.last[name] for name in own or free or self.last]
        if not rows or any(len(row) < _ENOUGH for row in rows):
            return None
        return min((row[0] for row in rows), key=lambda one: one.since)
