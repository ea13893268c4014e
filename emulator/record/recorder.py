"""Record the actions of an integration during a fetch, in order, with the time of the simulated clock."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone

from .entries import Attempt, Call, Entry, Exchange, Json, Line, Log, Record, WrittenRecord
from .journal import Journal

# In a tuple, because a frozen clock replaces the class everywhere else.
_REAL = (datetime,)


def plain(instant: datetime) -> datetime:
    """Return a time as a plain ``datetime`` in UTC; a frozen clock gives instances of a subclass."""
    if type(instant) in _REAL and instant.tzinfo is timezone.utc:
        return instant
    utc = instant.astimezone(timezone.utc)
    return datetime.fromisoformat(utc.isoformat())


class Recorder:
    """Records the calls, log lines, HTTP exchanges and attempts of one fetch; threads can share it.

    ``now`` returns the simulated time. ``sources`` maps the file names with which the integration's code was
    compiled to the names for users, so that each entry can name the line that caused it. ``journal`` keeps
    the entries if the process is killed, and receives the entries of forked processes.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        sources: Mapping[str, str],
        journal: Journal | None = None,
    ) -> None:
        self._now = now
        self._sources = sources
        self._journal = journal
        # A tracer looks at each entry while the code that caused it is still running.
        self.seen: Callable[[Entry], None] | None = None
        self._foreign = False
        self._entries: list[Entry] = []
        self._texts: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        if journal is not None:
            _follow_forks(self)

    def call(
        self,
        name: str,
        args: Mapping[str, Json],
        answer: Json = None,
        error: str = "",
        no_numbers: tuple[str, ...] = (),
    ) -> None:
        """Record a call of the ``demisto`` object; ``args`` and ``answer`` must be JSON values."""
        line = self.line()
        with self._lock:
            number = len(self._entries)
            self._add(Call(number, self._now(), name, args, answer, error, line, no_numbers))

    def log(self, level: str, message: str) -> None:
        """Record a log line of the fetch."""
        line = self.line()
        with self._lock:
            self._add(Log(len(self._entries), self._now(), level, message, line))

    def exchange(self, begun: Exchange) -> None:
        """Record an HTTP exchange that began at ``begun.at`` and ends now.

        The recorder sets ``seq``, ``duration_s`` and, if ``begun`` has no line, the line of the integration
        that is running.
        """
        line = begun.line or self.line()
        with self._lock:
            took_s = round((self._now() - begun.at).total_seconds(), 6)
            self._add(replace(begun, seq=len(self._entries), duration_s=took_s, line=line))

    def attempt(self, kind: str, target: str, tried: tuple[str, ...] = ()) -> None:
        """Record that the integration tried to use the network and nothing answered."""
        line = self.line()
        with self._lock:
            self._add(Attempt(len(self._entries), self._now(), kind, target, tried, line))

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        if self.seen is not None:
            self.seen(entry)
        if self._journal is not None:
            if self._foreign:
                self._journal.foreign(entry)
            else:
                written = self._journal.own(entry)
                if written is not None:
                    self._texts.append(written)

    def line(self) -> Line | None:
        """Return the innermost line of the integration on this thread's call stack; None if it has none."""
        frame = sys._getframe(2)  # this frame and the caller's belong to xfetch
        while frame is not None:
            name = self._sources.get(frame.f_code.co_filename)
            if name is not None:
                return Line(name, frame.f_lineno)
            frame = frame.f_back  # type: ignore[assignment]
        return None

    def close(self) -> Record:
        """Return the record of the fetch: all entries so far."""
        with self._lock:
            entries = tuple(self._entries)
            if len(self._texts) == len(entries):
                return WrittenRecord(entries, tuple(self._texts))
            return Record(entries)

    # Processes that the integration forks

    def before_fork(self) -> None:
        """Prepare the journal: the process that is about to be forked will write to it."""
        if self._journal is not None and not self._foreign:
            self._journal.share(len(self._entries))

    def after_fork(self) -> None:
        """Continue to record in a forked process; entries go to the journal.

        The lock is replaced: a thread that held it does not exist in this process.
        """
        self._lock = threading.Lock()
        self._foreign = True

    def merge_forked(self) -> Sequence[Entry]:
        """Add the entries of forked processes to this record; return only these."""
        merged = self._journal.merged(self._entries) if self._journal is not None else None
        if merged is None:
            return ()
        own = set(map(id, self._entries))
        foreign = [entry for entry in merged if id(entry) not in own]
        with self._lock:
            self._entries, self._texts = numbered(merged), []
        return foreign

    def take_over(self, entries: Sequence[Entry]) -> None:
        """Continue the record of a fetch that another process began, after its ``entries``."""
        self._entries, self._texts = numbered(entries), []


def numbered(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a record with ``seq`` numbered from 0."""
    return [replace(entry, seq=number) for number, entry in enumerate(entries)]


# A forked process has a copy of the recorder, and what it records there would be lost with the process.
# So the last recorder made with a journal is called around each fork, and its copy in the forked process
# writes into the journal, which all processes share.
_followed: weakref.ref[Recorder] | None = None
_registered = False


def _follow_forks(recorder: Recorder) -> None:
    """Make Python call this recorder before and after every fork from now on, instead of an earlier one."""
    global _followed, _registered
    _followed = weakref.ref(recorder)
    if not _registered:
        # Python cannot unregister this; without a live recorder it does nothing.
        os.register_at_fork(before=_before_fork, after_in_child=_after_fork)
        _registered = True


def _before_fork() -> None:
    if _followed is not None and (recorder := _followed()) is not None:
        recorder.before_fork()


def _after_fork() -> None:
    if _followed is not None and (recorder := _followed()) is not None:
        recorder.after_fork()
