"""Fetch History: one row a fetch, with everything that led to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .codec import PUBLIC, SPARSE
from .context_keys import state_keys
from .entries import Attempt, Json, Line, Record
from .incident import Incident

_NO_LAST_RUN: tuple[Json, ...] = ({}, None)


@dataclass(frozen=True)
class LastRunChange:
    """The last run as one fetch saw it, asked to save it, and left it.

    ``asked`` is None where ``setLastRun`` was not called (``was_set`` tells that from a saved null).
    """

    before: Json
    asked: Json
    after: Json
    was_set: bool
    saved: bool


# Of a fetch whose process was killed, or died.
TIMEOUT, CRASHED = "timeout", "crashed"


@dataclass(frozen=True)
class Failure:
    """Why a fetch failed. ``on_purpose``: an option asked for it.

    ``cause`` is the exception behind the one that ended it (``KeyError: 'title'``), and ``cause_line``
    its line: integrations catch what happens and raise a text.
    """

    message: str
    error_type: str = field(default="", metadata=PUBLIC)
    line: Line | None = None
    trace: str = ""
    on_purpose: bool = False
    cause: str = ""
    cause_line: Line | None = None

    @property
    def first_type(self) -> str:
        """The class of the exception with which it began."""
        return self.cause.partition(":")[0] or self.error_type

    @property
    def first_line(self) -> Line | None:
        """The line at which it began."""
        return self.cause_line or self.line


@dataclass(frozen=True)
class Cut:
    """Something of which the record holds the beginning alone: ``what`` is the call, the answer or the
    log line, ``size_bytes`` what it took as JSON."""

    what: str = field(metadata=PUBLIC)
    size_bytes: int
    line: Line | None = None


@dataclass(frozen=True)
class FetchRun:
    """One fetch, complete and immutable.

    ``status`` is ok, error, timeout or skipped. ``incidents`` are those that were created, ``dropped``
    those that were sent and not created. ``at`` is the tick, ``pulled_at`` when the run ended,
    ``command`` what the server called. ``lost_change`` is what became of the object that getLastRun
    returned, where it was changed in place and never set. ``cut`` names what was too large to be kept.
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
        """The fetch began with no state: it never ran before, or its state was reset.

        The state is the last run; that of fetch-assets, or the integration context, where the fetch uses
        that instead. Of a long-running integration the first cycle is the first.
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
        """Whether xfetch had no answer for something that the fetch asked: nothing answered at all, or no
        route of the scenario took the request. What the code then does says little about the code."""
        record = self.record
        return bool(record.attempts) or any(item.tried for item in record.exchanges)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The Source IDs column of Fetch History: ``dbotMirrorId`` of what was created (documented)."""
        incidents = (incident for incident in self.incidents if isinstance(incident, dict))
        ids = (incident.get("dbotMirrorId") for incident in incidents)
        return tuple(str(value) for value in ids if value)


class History(Protocol):
    """The fetches of a run, in order, read from the start as often as needed: a tuple, or a store."""

    def __iter__(self) -> Iterator[FetchRun]: ...

    def __len__(self) -> int: ...


COMPLETE, INTERRUPTED, NOT_ANSWERED = "complete", "interrupted", "not answered"


@dataclass(frozen=True)
class Stop:
    """Why a run ended: one of the reasons above or a message, and the attempts that nothing answered."""

    reason: str
    attempts: tuple[Attempt, ...] = ()
