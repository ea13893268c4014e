"""FetchRun: one fetch, as a row of XSOAR's Fetch History, with the record of everything that it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .codec import PUBLIC, SPARSE
from .context_keys import state_keys
from .delivery import INTAKE
from .entries import Attempt, Json, Line, Record
from .incident import Incident
from .trace import Shown

# The demisto calls that save a fetch's state.
SAVERS = (
    "setLastRun",
    "setAssetsLastRun",
    "setIntegrationContext",
    "setIntegrationContextVersioned",
)
# The calls that send what a fetch got.
# Runs that were saved by older versions hold send_events_to_xsiam.
SENDERS = ("incidents", "createIncidents", "createIndicators", INTAKE, "send_events_to_xsiam")
_NO_LAST_RUN: tuple[Json, ...] = ({}, None)


@dataclass(frozen=True)
class LastRunChange:
    """The last run before a fetch, the one that the integration set, and the last run after the fetch.

    ``asked`` is what the integration set. It is None if ``setLastRun`` was not called; ``was_set`` tells this
    from a null that was set. ``saved`` tells whether the server kept what was set.
    """

    before: Json
    asked: Json
    after: Json
    was_set: bool
    saved: bool


# Statuses of a fetch whose process was killed at the time limit, or died.
TIMEOUT, CRASHED = "timeout", "crashed"
# The error type of a cycle in which a long-running command reported an error and went on.
MODULE_HEALTH = "module health"
# Ends the message of a fetch whose process was replaced by one with a new vendor object.
VENDOR_RESTARTED = "the vendor file started again, without its state"


@dataclass(frozen=True)
class Failure:
    """Why a fetch failed.

    ``on_purpose`` is True if an option asked for the failure. ``cause`` is the original exception
    (``KeyError: 'title'``) and ``cause_line`` its line, because integrations often catch an exception and
    raise another one that has only its text.

    ``values`` are the values in the expression that failed. ``objects`` holds the plain fields of the objects
    that the code was processing, the innermost first. For a killed fetch ``loop`` is the line that it
    repeated, the condition of a ``while`` or a statement in a ``for``, and ``values`` are the values in it.
    ``led`` are lines that led to the failed one: the condition around it, and those that gave it its values;
    of a loop they are those that would have ended it.
    """

    message: str
    error_type: str = field(default="", metadata=PUBLIC)
    line: Line | None = None
    trace: str = ""
    on_purpose: bool = False
    cause: str = ""
    cause_line: Line | None = None
    values: tuple[Shown, ...] = field(default=(), metadata=SPARSE)
    objects: tuple[Json, ...] = field(default=(), metadata=SPARSE)
    loop: Line | None = field(default=None, metadata=SPARSE)
    led: tuple[Line, ...] = field(default=(), metadata=SPARSE)

    @property
    def first_type(self) -> str:
        """The class name of the exception that was raised first, before the integration raised others."""
        return self.cause.partition(":")[0] or self.error_type

    @property
    def in_real_time(self) -> bool:
        """Whether the process was killed because the fetch took too much real time."""
        return self.error_type == TIMEOUT and "of real time" in self.message

    @property
    def first_line(self) -> Line | None:
        """The line at which the first exception was raised."""
        return self.cause_line or self.line


@dataclass(frozen=True)
class Cut:
    """An entry of a fetch's record that was too large: the record keeps only the beginning of a value in it.

    ``what`` describes the entry (a call, an exchange, a log line). ``size_bytes`` is the size that the entry
    had as JSON.
    """

    what: str = field(metadata=PUBLIC)
    size_bytes: int
    line: Line | None = None


@dataclass(frozen=True)
class FetchRun:
    """One fetch of a run, complete and immutable.

    ``status`` is ok, error, timeout, crashed or skipped. ``incidents`` were created; ``dropped`` were sent
    but not created. ``at`` is when the fetch began, ``pulled_at`` when it ended, ``command`` the command that
    the server called. ``lost_change`` is the object that getLastRun returned, if the integration changed it
    in place and did not set it. ``cut`` lists the entries that were too large to keep whole.
    """

    cycle: int
    at: datetime
    pulled_at: datetime
    status: str = field(metadata=PUBLIC)
    message: str
    last_run: LastRunChange
    incidents: tuple[Incident, ...] = ()
    dropped: tuple[Incident, ...] = ()
    failure: Failure | None = None
    record: Record = field(default_factory=Record)
    slept_s: float = 0.0
    context_changed: bool = False
    lost_change: Json = None
    command: str = field(default="fetch-incidents", metadata=PUBLIC)
    cut: tuple[Cut, ...] = field(default=(), metadata=SPARSE)

    @property
    def duration_s(self) -> float:
        return round((self.pulled_at - self.at).total_seconds(), 6)

    @property
    def first_run(self) -> bool:
        """Whether the fetch began without state: the integration had never run, or its state was reset.

        The state is the last run. For fetch-assets it is the assets' last run. If the integration keeps its
        state in the integration context, it is the context. A skipped fetch is no first run. For a
        long-running integration only cycle 1 can be one.
        """
        if self.status == "skipped" or (
            self.command == "long-running-execution" and self.cycle > 1
        ):
            return False
        if self.command == "fetch-assets":
            read = self.record.named("getAssetsLastRun")
            if read:
                return read[0].answer in _NO_LAST_RUN
        if self.last_run.before not in _NO_LAST_RUN:
            return False
        return self.last_run.was_set or not self._context_had_state()

    @property
    def asks_again(self) -> bool:
        """Whether the last run that the fetch set holds ``nextTrigger``, which asks the server for the next
        fetch at a time of its own.
        """
        asked = self.last_run.asked
        return isinstance(asked, Mapping) and asked.get("nextTrigger") not in (None, "")

    def _context_had_state(self) -> bool:
        read = self.record.named("getIntegrationContext", "getIntegrationContextVersioned")
        if not read:
            return False
        answer = read[0].answer or {}
        if read[0].name == "getIntegrationContextVersioned" and isinstance(answer, Mapping):
            answer = answer.get("context") or {}
        return bool(state_keys(answer) if isinstance(answer, Mapping) else answer)

    @property
    def failed(self) -> bool:
        return self.status in ("error", "timeout", "crashed")

    @property
    def unanswered(self) -> bool:
        """Whether xfetch could not answer a request of the fetch: there is no product, or none of its routes
        matched.

        The behaviour of the integration after that says little about the integration.
        """
        record = self.record
        return bool(record.attempts) or any(item.tried for item in record.exchanges)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The Source IDs column of Fetch History: ``dbotMirrorId`` of each created incident (documented)."""
        incidents = (incident for incident in self.incidents if isinstance(incident, dict))
        ids = (incident.get("dbotMirrorId") for incident in incidents)
        return tuple(str(value) for value in ids if value)


class History(Protocol):
    """The fetches of a run in order: a tuple, or an object that reads them from a file.

    It can be iterated many times.
    """

    def __iter__(self) -> Iterator[FetchRun]: ...

    def __len__(self) -> int: ...


COMPLETE, INTERRUPTED, NOT_ANSWERED = "complete", "interrupted", "not answered"


@dataclass(frozen=True)
class Stop:
    """Why a run ended, and the attempts to use the network that nothing answered.

    ``reason`` is ``complete``, ``interrupted``, ``not answered`` or a message.
    """

    reason: str
    attempts: tuple[Attempt, ...] = ()
