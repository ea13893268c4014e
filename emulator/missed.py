"""Which of the product's events were passed over, as far as a vendor's own ground truth can tell.

Cautious on purpose: an event counts as missed only when the integration has demonstrably gone past it.
The full verdict (late, pending, out of scope) needs a scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .history import FetchRun
from .identity import Identity
from .vendor_event import VendorEvent


@dataclass(frozen=True)
class Missed:
    """``passed_cycle`` is the first fetch that went past the event while it was visible."""

    event: VendorEvent
    passed_cycle: int
    passed_at: datetime


class Verdict:
    """Sees the fetches of a run in order, then says which events they went past for good.

    A fetch goes past an event when it creates a later one and another fetch ends well after it, or
    when it and one more fetch end well and create nothing at all. ``since`` is where the first run's
    window began: what was created before is out of its scope.
    """

    def __init__(
        self, truth: Sequence[VendorEvent], identity: Identity, since: datetime | None
    ) -> None:
        self._events = {event.id: event for event in truth}
        self._identity = identity
        self._since = since
        self._delivered: set[str] = set()
        self._progress: list[_Progress] = []

    def see(self, run: FetchRun) -> None:
        keys = map(self._identity.of, run.incidents)
        events = [self._events[key] for key in keys if key in self._events]
        self._delivered.update(event.id for event in events)
        if run.status == "ok":
            newest = max((event.created for event in events), default=None)
            self._progress.append(_Progress(run.cycle, run.at, newest))

    def missed(self) -> tuple[Missed, ...]:
        found = []
        for event in self._events.values():
            early = self._since is not None and event.created < self._since
            passed = None if early else _passed(event, self._progress)
            if passed is not None and event.id not in self._delivered:
                found.append(Missed(event, passed.cycle, passed.at))
        return tuple(found)


@dataclass(frozen=True)
class _Progress:
    """How far one fetch that ended well came; ``newest`` is None where it created nothing."""

    cycle: int
    at: datetime
    newest: datetime | None


def _passed(event: VendorEvent, progress: Sequence[_Progress]) -> _Progress | None:
    seen = [fetch for fetch in progress if event.visible <= fetch.at]
    for fetch in seen[:-1]:
        if fetch.newest is not None and fetch.newest > event.created:
            return fetch
    idle = [fetch for fetch in seen if fetch.newest is None]
    if len(idle) >= 2 and seen[-2:] == idle[-2:]:
        return next(fetch for fetch in seen if fetch.newest is None)
    return None
