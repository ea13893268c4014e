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
    """``passed_cycle`` is the first fetch that created a later event while this one was visible."""

    event: VendorEvent
    passed_cycle: int


def find_missed(
    runs: Sequence[FetchRun],
    truth: Sequence[VendorEvent],
    identity: Identity,
    since: datetime | None,
) -> tuple[Missed, ...]:
    """Events that were visible, never created, and followed by the creation of a later event in a fetch
    after which at least one more fetch ended well.

    ``since`` is where the first run's window began: what was created before is out of its scope.
    """
    by_id = {event.id: event for event in truth}
    delivered: set[str] = set()
    newest_by_run: list[tuple[FetchRun, datetime]] = []
    for run in runs:
        events = [by_id[key] for key in map(identity.of, run.incidents) if key in by_id]
        delivered.update(event.id for event in events)
        if events:
            newest_by_run.append((run, max(event.created for event in events)))
    last_ok = max((run.cycle for run in runs if run.status == "ok"), default=0)
    found = []
    for event in truth:
        if event.id in delivered or (since is not None and event.created < since):
            continue
        passed = _passed(event, newest_by_run, last_ok)
        if passed is not None:
            found.append(Missed(event, passed))
    return tuple(found)


def _passed(
    event: VendorEvent, newest_by_run: list[tuple[FetchRun, datetime]], last_ok: int
) -> int | None:
    for run, newest in newest_by_run:
        visible = event.visible <= run.at
        if visible and newest > event.created and run.cycle < last_ok:
            return run.cycle
    return None
