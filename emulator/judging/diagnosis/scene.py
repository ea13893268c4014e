"""What is known of one event and of the fetches that decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...record.entries import Call, Exchange, Json, Line
from ...record.fetch_run import SAVERS, FetchRun
from ...record.product_event import VendorEvent
from ...record.times import as_instant
from ...record.trace import Step, Trace
from ..cause import ASKED, MOVED, RAISED, Place
from ..identity import Identity
from ..rules.incidents import SENDERS
from ..verdict.asked import Asked
from ..verdict.last_run_cursor import Cursor, state_values
from ..verdict.passage import Passage
from .answers import ids_in_order
from .deciding import computed, last_assignment

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Scene:
    """One event and the fetches around it.

    ``id`` is the event's id as answers spell it; ``truth`` holds the product's events by id, empty without
    ground truth; ``runs`` and ``passages`` hold the fetches that matter, ``traces`` those that were traced;
    all three by cycle.
    """

    id: str
    truth: Mapping[str, VendorEvent]
    identity: Identity
    runs: Mapping[int, FetchRun]
    passages: Mapping[int, Passage]
    traces: Mapping[int, Trace]

    @property
    def event(self) -> VendorEvent | None:
        """The product's event; None where it is not known."""
        return self.truth.get(self.id)

    def trace(self, cycle: int) -> Trace | None:
        """The trace of a fetch; None if it was not traced, or if its repetition under the tracer did
        something else.
        """
        found = self.traces.get(cycle)
        return found if found is not None and found.reproduced else None

    def created_in(self, cycle: int) -> tuple[str, ...]:
        """The ids of the events that a fetch created, as answers spell them."""
        keys = (self.identity.of(incident) for incident in self.runs[cycle].incidents)
        return tuple(self.identity.asked_id(key) for key in keys)

    def exchange(self, cycle: int, asked: Asked | None) -> Exchange | None:
        """The whole exchange of a request, with its answer."""
        if asked is None or cycle not in self.runs:
            return None
        exchanges = self.runs[cycle].record.exchanges
        return next((one for one in exchanges if one.seq == asked.sent.seq), None)

    def times_of(self, ids: Iterable[str]) -> Iterator[datetime]:
        """Yield the times at which events were created and changed."""
        for one in ids:
            event = self.truth.get(one)
            if event is not None:
                yield event.created
                yield from (update.at for update in event.updates)

    def times_in_order(self, exchange: Exchange) -> tuple[datetime, ...]:
        """The times of creation of the events in an answer, in the answer's order."""
        leaf = self.identity.path.rpartition(".")[2]
        ids = ids_in_order(exchange.response_body, frozenset(self.truth), leaf)
        return tuple(self.truth[one].created for one in ids)

    def order(self, exchange: Exchange) -> str:
        """``oldest first`` or ``newest first``, by the events' times; empty where an answer has no order."""
        times = self.times_in_order(exchange)
        if list(times) == sorted(times):
            return "oldest first"
        return "newest first" if list(times) == sorted(times, reverse=True) else ""

    def newest_first(self, exchange: Exchange | None) -> bool:
        """Whether an answer begins with its newest event."""
        return exchange is not None and self.order(exchange) == "newest first"

    def updated_at(self, instant: datetime) -> str:
        """The id of the event that changed at this very time, and was created earlier; empty for none."""
        for one, event in self.truth.items():
            if any(update.at == instant for update in event.updates) and event.created < instant:
                return one
        return ""

    def error_in(self, cycle: int) -> bool:
        """Whether a request of the fetch was refused, although the fetch ended well."""
        return self.refused(cycle) is not None

    def refused(self, cycle: int) -> Place | None:
        """The line that sent the first refused request of a fetch."""
        for exchange in self.runs[cycle].record.exchanges:
            if (exchange.failure or (exchange.status or 0) >= 400) and exchange.line:
                what = exchange.failure or f"status {exchange.status}"
                return Place(RAISED, exchange.line, what, cycle=cycle)
        return None

    # Lines

    def asked(self, cycle: int, asked: Asked | None) -> Place | None:
        """The line that sent a request."""
        line = asked.sent.line if asked is not None else None
        return Place(ASKED, line, asked.words if asked else "", cycle=cycle) if line else None

    def moved(self, cycle: int, cursor: Cursor | None) -> Place | None:
        """The line that computed the position that the fetch saved; else the line that saved it."""
        trace = self.trace(cycle)
        if trace is not None and cursor is not None:
            step = _assigned(trace, cursor)
            if step is not None:
                return Place.of(MOVED, step, cycle)
        return self.saved(cycle)

    def saved(self, cycle: int) -> Place | None:
        """The line that saved the state."""
        run = self.runs.get(cycle)
        saved = saving_call(run) if run is not None else None
        return Place(MOVED, saved.line, saved.name, cycle=cycle) if saved and saved.line else None


def _assigned(trace: Trace, cursor: Cursor) -> Step | None:
    """The assignment where the saved position got its value: the one that names where it comes from."""
    step = last_assignment(trace, str(cursor.after), cursor.key.rpartition(".")[2])
    return computed(trace, step) if step is not None else None


def saving_call(run: FetchRun) -> Call | None:
    """The last call of the fetch that saved state."""
    calls = [call for call in run.record.named(*SAVERS) if not call.error]
    return calls[-1] if calls else None


def unsent(run: FetchRun) -> Call | None:
    """The call that should have created incidents and failed."""
    return next((one for one in run.record.named(*SENDERS) if one.error), None)


def raised_line(run: FetchRun) -> Line | None:
    """The line of the integration that raised the exception of a failed fetch."""
    return run.failure.first_line if run.failure else None


# Times


def same_second(one: datetime, other: datetime) -> bool:
    """Whether two times fall into the same second."""
    return one.replace(microsecond=0) == other.replace(microsecond=0)


def near(one: datetime, other: datetime, most: timedelta = _SECOND) -> bool:
    """Whether two times are at most ``most`` apart."""
    return abs(one - other) <= most


def times_in(values: Iterable[str]) -> tuple[datetime, ...]:
    """The times that the texts of Python values stand for."""
    texts = (value.strip("'\"") for value in values)
    found = (as_instant(int(text) if text.isdigit() else _as_iso(text)) for text in texts)
    return tuple(one for one in found if one is not None)


def positions_in(state: Json) -> tuple[datetime, ...]:
    """The times among the values of a saved state."""
    found = (as_instant(value) for _, value in state_values(state))
    return tuple(one for one in found if one is not None)


def _as_iso(text: str) -> str:
    """``2024-01-01 00:00:31+00:00``, as Python writes a datetime, with a T."""
    return text.replace(" ", "T", 1)
