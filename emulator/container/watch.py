"""What a child may take: real time for each fetch, and memory."""

from __future__ import annotations

from time import monotonic

from ..death import Death
from ..duration import format_duration
from ..history import CRASHED, TIMEOUT
from ..journal import JournalReader
from ..size import format_size
from .memory import resident_bytes
from .order import Limits

_LOOK_S = 0.1
_LOOK_AT_MEMORY_S = 0.025
# To read, compile and import: nothing that an integration does in a fetch.
_START_S = 300.0


class Watch:
    """Looks at one child every now and then."""

    def __init__(self, pid: int, journal: JournalReader, limits: Limits) -> None:
        self._pid = pid
        self._journal = journal
        self._limits = limits
        self._spared_bytes: int | None = None
        self._fetch: tuple[int, int | None] = (0, None)
        self._since_s = self._looked_s = monotonic()

    @property
    def look_s(self) -> float:
        return _LOOK_S if self._limits.memory_bytes is None else _LOOK_AT_MEMORY_S

    def spare(self) -> None:
        """What the child holds by now is xfetch's own, a long timeline included: only what the
        integration takes from here on is bounded."""
        self._spared_bytes = resident_bytes(self._pid)

    def verdict(self, done: int, ready: bool) -> Death | None:
        """Why the child must die, None when it may live on; ``done`` fetches are known to be over."""
        now_s = monotonic()
        if now_s - self._looked_s < self.look_s / 2:
            return None
        self._looked_s = now_s
        fetch = (done, self._journal.running() if ready else None)
        if fetch != self._fetch:
            self._fetch, self._since_s = fetch, now_s
        return self._too_long(now_s - self._since_s, ready) or self._too_much()

    def _too_long(self, lasts_s: float, ready: bool) -> Death | None:
        if not ready:
            if lasts_s > _START_S:
                return Death(TIMEOUT, f"not ready within {_START_S:g}s of real time")
            return None
        limit_s = self._limits.real_timeout_s
        if limit_s is None or self._fetch[1] is None or lasts_s <= limit_s:
            return None
        return Death(TIMEOUT, f"killed after {format_duration(limit_s)} of real time")

    def _too_much(self) -> Death | None:
        if self._journal.overfull():
            return Death(CRASHED, "killed: its forked processes recorded without an end")
        most, spared_bytes = self._limits.memory_bytes, self._spared_bytes
        if most is None or spared_bytes is None:
            return None
        if resident_bytes(self._pid) - spared_bytes <= most:
            return None
        return Death(CRASHED, f"killed: more than {format_size(most)} of memory")
