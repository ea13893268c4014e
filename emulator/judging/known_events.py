"""The ids of all events of a run: those of the simulated product, then those that only the integration
sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..record.entries import Exchange
from ..record.fetch_run import FetchRun, History
from ..record.incident import Incident
from ..record.product_event import VendorEvent
from .identity import Identity
from .verdict.seen import ids_in


@dataclass(frozen=True)
class KnownEvents:
    """The ids of all events of a run.

    ``ids`` are in the order of the product's events (the ground truth); ids that only incidents have come
    last. ``complete`` is False without ground truth: answers may then hold events whose ids are not known.
    """

    identity: Identity
    ids: tuple[str, ...]
    complete: bool

    @property
    def noun(self) -> str:
        """The word of reports for an event: ``event``, or ``known event`` where answers may hold events
        whose ids are not known.
        """
        return "event" if self.complete else "known event"

    @property
    def leaf(self) -> str:
        """The last key of the id's path. The ids in an answer stand under this key."""
        return self.identity.path.rpartition(".")[2]

    @cached_property
    def places(self) -> dict[str, int]:
        """Maps each id, as the product's answers write it, to its index in ``ids``; empty where events
        have no id.
        """
        asked = self.identity.asked_id
        return (
            {asked(key): place for place, key in enumerate(self.ids)} if self.identity.path else {}
        )

    def held_by(self, exchange: Exchange) -> list[str]:
        """Return the ids that an exchange's answer contains, in the order of ``ids``."""
        if not self.places:
            return []
        found = ids_in(exchange.response_body, self.places.keys(), self.leaf)
        return sorted(found, key=self.places.__getitem__)


def known_events(
    runs: History, identity: Identity, truth: Sequence[VendorEvent] | None
) -> KnownEvents:
    """Collect the ids of the product's events (``truth``) and of the incidents that the fetches sent."""
    ids = dict.fromkeys(event.id for event in truth or ())
    ids.update(dict.fromkeys(identity.of(one) for run in runs for one in _sent(run)))
    return KnownEvents(identity, tuple(ids), truth is not None)


def _sent(run: FetchRun) -> Iterable[Incident]:
    return (*run.incidents, *run.dropped)
