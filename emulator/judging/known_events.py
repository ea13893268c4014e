"""The ids by which events are known: those of the product, and those of what the integration sent."""

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
    """``ids`` are in the order of the ground truth; then come those of other events, as they were sent.

    ``complete`` is False without ground truth: an answer may hold events that are not known.
    """

    identity: Identity
    ids: tuple[str, ...]
    complete: bool

    @property
    def noun(self) -> str:
        """What an answer holds, in the words of a report."""
        return "event" if self.complete else "known event"

    @property
    def leaf(self) -> str:
        """The last key of the path of the id: an answer's ids stand under this key."""
        return self.identity.path.rpartition(".")[2]

    @cached_property
    def places(self) -> dict[str, int]:
        """The ids as answers spell them, with their places; empty where events have no id."""
        asked = self.identity.asked_id
        return (
            {asked(key): place for place, key in enumerate(self.ids)} if self.identity.path else {}
        )

    def held_by(self, exchange: Exchange) -> list[str]:
        """Return the ids in the exchange's answer, in the order of ``ids``."""
        if not self.places:
            return []
        found = ids_in(exchange.response_body, self.places.keys(), self.leaf)
        return sorted(found, key=self.places.__getitem__)


def known_events(
    runs: History, identity: Identity, truth: Sequence[VendorEvent] | None
) -> KnownEvents:
    """Read all fetches for the ids of their incidents."""
    ids = dict.fromkeys(event.id for event in truth or ())
    ids.update(dict.fromkeys(identity.of(one) for run in runs for one in _sent(run)))
    return KnownEvents(identity, tuple(ids), truth is not None)


def _sent(run: FetchRun) -> Iterable[Incident]:
    return (*run.incidents, *run.dropped)
