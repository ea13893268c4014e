"""One event and the fetches that decided about it. Its methods answer the questions that are asked to find a
cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...record.entries import Call, Entry, Exchange, Json, Line, Log
from ...record.fetch_run import SAVERS, SENDERS, FetchRun
from ...record.json_path import text_of
from ...record.product_event import VendorEvent
from ...record.times import as_instant
from ...record.trace import Spot, Step, Trace
from ..cause import ASKED, DECIDED, MOVED, RAISED, Place
from ..identity import Identity
from ..verdict.asked import Asked
from ..verdict.last_run_cursor import Cursor, state_values
from ..verdict.passage import Passage
from .answers import ids_in_order
from .deciding import computed, last_assignment
from .lines import caller, caught_after, made, made_before, state_made, way_over, way_to

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Scene:
    """One event and the fetches that decided about it.

    ``id`` is the event's id, written as in the product's answers. ``truth`` maps ids to the events of the
    simulated product, empty where they are unknown. ``runs`` maps cycles to the recorded fetches,
    ``passages`` to summaries of them (requests, events, saved position), ``traces`` to the recorded steps of
    the fetches that were run again.
    """

    id: str
    truth: Mapping[str, VendorEvent]
    identity: Identity
    runs: Mapping[int, FetchRun]
    passages: Mapping[int, Passage]
    traces: Mapping[int, Trace]

    @property
    def event(self) -> VendorEvent | None:
        """The event, as the simulated product has it; None where the product's events are unknown."""
        return self.truth.get(self.id)

    def trace(self, cycle: int) -> Trace | None:
        """Return the trace of a fetch: the steps of its code. Return None if it was not traced, or if the
        traced repetition did something else than the recorded fetch.
        """
        found = self.traces.get(cycle)
        return found if found is not None and found.reproduced else None

    def untraced(self, cycle: int) -> str:
        """Return why a fetch has no trace, for the cause ``unknown``."""
        if cycle in self.traces:
            return f"not reproducible: cycle {cycle} did something else when it was run again"
        return f"not reproducible: cycle {cycle} was not run again"

    def remembered(self, cycle: int) -> bool:
        """Whether the last run that a fetch got holds the event's id."""
        return mentions(text_of(self.runs[cycle].last_run.before), self.id)

    def created_in(self, cycle: int) -> tuple[str, ...]:
        """Return the ids of the events that a fetch created, written as in the product's answers."""
        keys = (self.identity.of(incident) for incident in self.runs[cycle].incidents)
        return tuple(self.identity.asked_id(key) for key in keys)

    def exchange(self, cycle: int, asked: Asked | None) -> Exchange | None:
        """Return the recorded exchange of a request, with the complete answer; None where it is not
        recorded.
        """
        if asked is None or cycle not in self.runs:
            return None
        exchanges = self.runs[cycle].record.exchanges
        return next((one for one in exchanges if one.seq == asked.sent.seq), None)

    def times_of(self, ids: Iterable[str]) -> Iterator[datetime]:
        """Yield the times at which the events with these ids were created and changed in the product."""
        for one in ids:
            event = self.truth.get(one)
            if event is not None:
                yield event.created
                yield from (update.at for update in event.updates)

    def times_in_order(self, exchange: Exchange) -> tuple[datetime, ...]:
        """Return the times at which the events in an answer were created, in the order in which the answer
        lists them.
        """
        leaf = self.identity.path.rpartition(".")[2]
        ids = ids_in_order(exchange.response_body, frozenset(self.truth), leaf)
        return tuple(self.truth[one].created for one in ids)

    def order(self, exchange: Exchange) -> str:
        """Return ``oldest first`` or ``newest first``, the order of the events in an answer by time; empty
        where they are in neither order.
        """
        times = self.times_in_order(exchange)
        if list(times) == sorted(times):
            return "oldest first"
        return "newest first" if list(times) == sorted(times, reverse=True) else ""

    def newest_first(self, exchange: Exchange | None) -> bool:
        """Whether an answer lists its events from the newest to the oldest."""
        return exchange is not None and self.order(exchange) == "newest first"

    def updated_at(self, instant: datetime) -> str:
        """Return the id of an older event that changed exactly at this time; empty without one."""
        for one, event in self.truth.items():
            if any(update.at == instant for update in event.updates) and event.created < instant:
                return one
        return ""

    def error_in(self, cycle: int) -> bool:
        """Whether a request of the fetch failed or got a status of 400 or more, even if the fetch itself
        ended well.
        """
        return self.refused(cycle) is not None

    def refused(self, cycle: int) -> Place | None:
        """Return the line that sent the fetch's first request that failed or got a status of 400 or more;
        None without one.
        """
        for exchange in self.runs[cycle].record.exchanges:
            if (exchange.failure or (exchange.status or 0) >= 400) and exchange.line:
                what = exchange.failure or f"status {exchange.status}"
                return Place(RAISED, exchange.line, what, cycle=cycle)
        return None

    def stopped_after_sending(self, cycle: int) -> Place | None:
        """Return the line of the first thing that failed after a fetch had sent its incidents: a request, a
        call, an error in the log, or an exception that the code caught. None without one.
        """
        entries = self.runs[cycle].record.entries
        sent = next((e.seq for e in entries if isinstance(e, Call) and e.name in SENDERS), None)
        for entry in entries if sent is not None else ():
            what = _failure_of(entry) if entry.seq > (sent or 0) else ""
            if what and entry.line is not None:
                return Place(RAISED, entry.line, what, cycle=cycle)
        step = caught_after(self.trace(cycle), sent) if sent is not None else None
        return Place(RAISED, step.line, step.text, cycle=cycle) if step is not None else None

    # Lines

    def asked(self, cycle: int, asked: Asked | None) -> Place | None:
        """Return the line that decides what the request ``asked`` asks for: one that called a helper
        function which sends requests (``caller``). Without a trace or a helper it is the line that sent the
        request. None where neither is known.
        """
        if asked is None:
            return None
        spot = caller(self.way(cycle, asked.sent), asked.path)
        line = spot.line if spot is not None else asked.sent.line
        return Place(ASKED, line, asked.words, cycle=cycle) if line else None

    def way(self, cycle: int, entry: Exchange | Call | None) -> tuple[Spot, ...]:
        """Return the statements on the call stack when a request or call was sent, the innermost first. If
        its fetch was not traced, use a traced fetch in which the same line sent a request or call.
        """
        if entry is None:
            return ()
        if self.trace(cycle) is not None or entry.line is None:
            return way_to(self.trace(cycle), entry.seq)
        return next(
            (way for trace in self.traces.values() if (way := way_over(trace, entry.line))), ()
        )

    def window(self, cycle: int, asked: Asked | None) -> Place | None:
        """Return the line that computed the time from which a request asks; None where it is not known."""
        window = asked.window if asked is not None else None
        if asked is None or window is None:
            return None
        step = made_before(self.trace(cycle), window.start, asked.sent.seq)
        return Place.of(MOVED, step, cycle) if step is not None else None

    def made(self, cycle: int, cursor: Cursor | None) -> Place | None:
        """Return the line that first computed the value of the saved position; None where the trace does
        not show it.
        """
        if cursor is None:
            return None
        step = made(self.trace(cycle), cursor.instant or str(cursor.after))
        return Place.of(MOVED, step, cycle) if step is not None else None

    def sent(self, cycle: int) -> Place | None:
        """Return the line that sent the incidents of a fetch; None without one."""
        calls = self.runs[cycle].record.named(*SENDERS) if cycle in self.runs else ()
        call = next((one for one in calls if one.line), None)
        return Place(DECIDED, call.line, call.name, cycle=cycle) if call and call.line else None

    def moved(self, cycle: int, cursor: Cursor | None) -> Place | None:
        """Return the line that computed the position that the fetch saved; without a trace the line that
        saved it.
        """
        trace = self.trace(cycle)
        if trace is not None and cursor is not None:
            step = _assigned(trace, cursor)
            if step is not None:
                return Place.of(MOVED, step, cycle)
        return self.saved(cycle)

    def saved(self, cycle: int) -> Place | None:
        """Return the line that assigned the state which the fetch saved last. If the trace does not show
        it, return the line of the call that saved the state, such as ``setLastRun``; None without one.
        """
        run = self.runs.get(cycle)
        saved = saving_call(run) if run is not None else None
        step = state_made(self.trace(cycle), saved.seq) if saved is not None else None
        return self.saving(cycle) if step is None else Place.of(MOVED, step, cycle)

    def saving(self, cycle: int) -> Place | None:
        """Return the line of the fetch's last call that saved state, such as ``setLastRun``; None without
        one.
        """
        run = self.runs.get(cycle)
        saved = saving_call(run) if run is not None else None
        return Place(MOVED, saved.line, saved.name, cycle=cycle) if saved and saved.line else None


def _failure_of(entry: Entry) -> str:
    """Return how a request or a call failed; empty where it did not."""
    if isinstance(entry, Exchange):
        status = entry.status or 0
        return entry.failure or (f"status {status}" if status >= 400 else "")
    if isinstance(entry, Log):
        return "an error" if entry.level == "error" else ""
    return entry.error if isinstance(entry, Call) else ""


def _assigned(trace: Trace, cursor: Cursor) -> Step | None:
    """Return the step that computed the value of the saved position; None where the trace does not show
    it.
    """
    step = last_assignment(trace, str(cursor.after), cursor.key.rpartition(".")[2])
    return computed(trace, step) if step is not None else None


def mentions(text: str, identifier: str) -> bool:
    """Whether a text holds the id as a word of its own."""
    return bool(re.search(rf"(?<![\w.-]){re.escape(identifier)}(?![\w.-])", text))


def saving_call(run: FetchRun) -> Call | None:
    """Return the fetch's last call that saved state (last run or integration context) without an error;
    None without one.
    """
    calls = [call for call in run.record.named(*SAVERS) if not call.error]
    return calls[-1] if calls else None


def raised_line(run: FetchRun) -> Line | None:
    """Return the line of the integration at which the exception of a failed fetch was raised; None where
    unknown.
    """
    return run.failure.first_line if run.failure else None


# Times


def near(one: datetime, other: datetime, most: timedelta = _SECOND) -> bool:
    """Whether two times are at most ``most`` apart."""
    return abs(one - other) <= most


def times_in(values: Iterable[str]) -> tuple[datetime, ...]:
    """Return the times among the values of variables, which are given as Python writes them (``repr``)."""
    texts = (value.strip("'\"") for value in values)
    found = (as_instant(int(text) if text.isdigit() else _as_iso(text)) for text in texts)
    return tuple(one for one in found if one is not None)


def positions_in(state: Json) -> tuple[datetime, ...]:
    """Return the times among the values of a saved state."""
    found = (as_instant(value) for _, value in state_values(state))
    return tuple(one for one in found if one is not None)


def _as_iso(text: str) -> str:
    """Return a datetime's text in ISO 8601: ``2024-01-01 00:00:31`` becomes ``2024-01-01T00:00:31``."""
    return text.replace(" ", "T", 1)
