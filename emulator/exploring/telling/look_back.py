"""How far back a fetch has to look to get an event that the product shows late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from ...judging.verdict.event_verdict import MISSED
from ...judging.window.window import asked_from
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ...settings.units import format_duration
from ..find import Find


@dataclass(frozen=True)
class LookBack:
    """The smallest look-back with which a fetch gets all late events of a world. ``event`` is the one that
    needs it, ``cycle`` the fetch.
    """

    seconds: int
    event: str
    cycle: int

    @property
    def words(self) -> str:
        """How far to look back, and for which event, to follow the word "needs"."""
        span = format_duration(self.seconds)
        return f"a look-back of {span}, for event {self.event} in cycle {self.cycle}"


def look_back_of(find: Find) -> LookBack | None:
    """Return the smallest look-back with which the fetch would have got each event that the world shows late
    and the fetch misses. Return None if there is no such event, or if for one of them no look-back is known:
    no fetch asks after its appearance, or not from a time after its creation.

    The needed look-back of an event is the time from its creation to the start that the first fetch after its
    appearance asks from.
    """
    outcome = find.outcome
    verdicts = outcome.judgement.verdicts
    missed = {one.event.id for one in verdicts.of(MISSED)} if verdicts is not None else set()
    truth = outcome.dossier.truth or ()
    late = [one for one in truth if one.id in missed and one.visible > one.created]
    found = [_needed(event, outcome.runs) for event in late]
    needed = [one for one in found if one is not None]
    if len(needed) < len(found):
        return None
    return max(needed, key=lambda one: one.seconds, default=None)


def _needed(event: VendorEvent, runs: Iterable[FetchRun]) -> LookBack | None:
    asking = (one for one in runs if one.at >= event.visible and one.record.exchanges)
    first = next(asking, None)
    window = asked_from(first.record.exchanges, first.at) if first is not None else None
    if first is None or window is None or window.start < event.created:
        return None
    ahead_s = (window.start - event.created).total_seconds()
    return LookBack(max(ceil(ahead_s), 1), event.id, first.cycle)
