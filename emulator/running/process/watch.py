"""Decides when a child process must be killed. Its start, each fetch and each pause between two fetches have
a limit of real time. Its memory has a limit too.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ...record.fetch_run import CRASHED, TIMEOUT
from ...record.journal import JournalReader
from ...settings.units import format_duration, format_size
from ..death import Death
from .memory import resident_bytes
from .order import Limits
from .real_time import RealTime

_LOOK_S = 0.1
_LOOK_AT_MEMORY_S = 0.025
# For xfetch's own part of the start: reading, compiling, laying out the timeline.
_OWN_START_S = 300.0
# To load the vendor file and the integration's imports: a short limit for fetches is too short for that.
LEAST_START_S = 10.0


class Watch:
    """Compares one child with its limits; call ``verdict`` at least every ``look_s`` seconds.

    ``child`` is a function that returns the child's process number, None while it is not known.
    """

    def __init__(
        self, child: Callable[[], int | None], journal: JournalReader, limits: Limits
    ) -> None:
        self._child = child
        self._journal = journal
        self._limits = limits
        self._spared_bytes: int | None = None
        self._entered = False
        self._fetch: tuple[int, int | None] = (0, None)
        self._looked_s = monotonic()
        self._lasts = RealTime(child)

    @property
    def look_s(self) -> float:
        return _LOOK_S if self._limits.memory_bytes is None else _LOOK_AT_MEMORY_S

    def spare(self) -> None:
        """Begin to limit the memory and the time of the user's code in the child process.

        The memory that the child process uses at this moment is not counted from now on: it holds xfetch
        itself and the timeline, which may be long.
        """
        self._spared_bytes = self._resident_bytes()
        self._entered = True
        self.go_on()

    def go_on(self) -> None:
        """Begin the time limit of the start again: the child made progress."""
        self._lasts.restart()

    def verdict(self, done: int, ready: bool) -> Death | None:
        """Return why the child must be killed; None if it may go on.

        ``done`` is the number of finished fetches; ``ready`` means that its start is over.
        """
        now_s = monotonic()
        if now_s - self._looked_s < self.look_s / 2:
            return None
        self._looked_s = now_s
        fetch = (done, self._journal.running() if ready else None)
        if fetch != self._fetch:
            self._fetch = fetch
            self._lasts.restart()
        return self._too_long(ready) or self._too_much()

    def _too_long(self, ready: bool) -> Death | None:
        if not ready:
            start_s = self._start_s()
            if self._lasts.exceeds(start_s):
                return Death(TIMEOUT, f"not ready within {format_duration(start_s)} of real time")
            return None
        limit_s, between = self._limits.real_timeout_s, self._fetch[1] is None
        if limit_s is None or (between and self._limits.waits) or not self._lasts.exceeds(limit_s):
            return None
        if between:
            what = f"killed: no fetch began within {format_duration(limit_s)} of real time"
            return Death(CRASHED, f"{what}, because of what the last one left running")
        return Death(TIMEOUT, f"killed after {format_duration(limit_s)} of real time")

    def _start_s(self) -> float:
        limit_s = self._limits.real_timeout_s
        if limit_s is None or not self._entered:
            return _OWN_START_S
        return max(limit_s, LEAST_START_S)

    def _too_much(self) -> Death | None:
        if self._journal.overfull():
            return Death(
                CRASHED,
                "killed: its forked processes made more calls and requests than can be recorded",
            )
        most, spared_bytes = self._limits.memory_bytes, self._spared_bytes
        if most is None or spared_bytes is None:
            return None
        if self._resident_bytes() - spared_bytes <= most:
            return None
        return Death(CRASHED, f"killed: more than {format_size(most)} of memory")

    def _resident_bytes(self) -> int:
        pid = self._child()
        return 0 if pid is None else resident_bytes(pid)
