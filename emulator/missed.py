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


def find_missed(
    runs: Sequence[FetchRun],
    truth: Sequence[VendorEvent],
    identity: Identity,
    since: datetime | None,
) -> tuple[Missed, ...]:
    """Events that were never created although fetches went past them while they were visible.

    A fetch goes past an event when it creates a later one and another fetch ends well after it, or
    when it and one more fetch end well and create nothing at all. ``since`` is where the first run's
    window began: what was created before is out of its scope.
    """
    by_id = {event.id: event for event in truth}
    delivered: set[str] = set()
    progress: list[_Progress] = []
    for run in runs:
        events = [by_id[key] for key in map(identity.of, run.incidents) if key in by_id]
        delivered.update(event.id for event in events)
        if run.status == "ok":
            newest = max((event.created for event in events), default=None)
            progress.append(_Progress(run.cycle, run.at, newest))
    found = []
    for event in truth:
        if event.id in delivered or (since is not None and event.created < since):
            continue
        passed = _passed(event, progress)
        if passed is not None:
            found.append(Missed(event, passed))
    return tuple(found)


@dataclass(frozen=True)
class _Progress:
    """How far one fetch that ended well came; ``newest`` is None where it created nothing."""

    cycle: int
    at: datetime
    newest: datetime | None


def _passed(event: VendorEvent, progress: Sequence[_Progress]) -> int | None:
    seen = [fetch for fetch in progress if event.visible <= fetch.at]
    for fetch in seen[:-1]:
        if fetch.newest is not None and fetch.newest > event.created:
            return fetch.cycle
    idle = [fetch for fetch in seen if fetch.newest is None]
    if len(idle) >= 2 and seen[-2:] == idle[-2:]:
        return next(fetch.cycle for fetch in seen if fetch.newest is None)
    return None
