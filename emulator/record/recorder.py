"""Appends what an integration does, in order, on the simulated clock; closes into a Record."""

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

# In a tuple, where a frozen clock does not look for it.
_REAL = (datetime,)


def plain(instant: datetime) -> datetime:
    """The same instant as a real ``datetime`` in UTC: a frozen clock's subclass never gets into a record."""
    if type(instant) in _REAL and instant.tzinfo is timezone.utc:
        return instant
    utc = instant.astimezone(timezone.utc)
    return datetime.fromisoformat(utc.isoformat())


class Recorder:
    """One fetch's recorder; safe to call from several threads.

    ``now`` gives the simulated time; ``sources`` maps the compiled file names of the integration's own
    code to the names users know, so that each entry can carry the line that caused it. ``journal`` is
    where entries survive the process, and where those of forked processes arrive.
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
        """A demisto call; ``args`` and ``answer`` are JSON values already."""
        line = self.line()
        with self._lock:
            number = len(self._entries)
            self._add(Call(number, self._now(), name, args, answer, error, line, no_numbers))

    def log(self, level: str, message: str) -> None:
        """A log line."""
        line = self.line()
        with self._lock:
            self._add(Log(len(self._entries), self._now(), level, message, line))

    def exchange(
        self,
        at: datetime,
        method: str,
        url: str,
        *,
        request_headers: tuple[tuple[str, str], ...] = (),
        request_body: str = "",
        status: int | None = None,
        response_headers: tuple[tuple[str, str], ...] = (),
        response_body: str = "",
        failure: str = "",
        line: Line | None = None,
        tried: tuple[str, ...] = (),
        fit: tuple[str, ...] = (),
    ) -> None:
        """An HTTP exchange that began ``at`` and ends now; ``line`` is where it began, if known."""
        line = line or self.line()
        with self._lock:
            now = self._now()
            self._add(
                Exchange(
                    seq=len(self._entries),
                    at=at,
                    method=method,
                    url=url,
                    request_headers=request_headers,
                    request_body=request_body,
                    status=status,
                    response_headers=response_headers,
                    response_body=response_body,
                    failure=failure,
                    duration_s=round((now - at).total_seconds(), 6),
                    line=line,
                    tried=tried,
                    fit=fit,
                )
            )

    def attempt(self, kind: str, target: str, tried: tuple[str, ...] = ()) -> None:
        """An attempt to leave the process that nothing answered."""
        line = self.line()
        with self._lock:
            self._add(Attempt(len(self._entries), self._now(), kind, target, tried, line))

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)
        if self._journal is not None:
            if self._foreign:
                self._journal.foreign(entry)
            else:
                written = self._journal.own(entry)
                if written is not None:
                    self._texts.append(written)

    def line(self) -> Line | None:
        """The innermost line of the integration on this thread's stack."""
        frame = sys._getframe(2)  # nobody asks on the integration's behalf but the engine
        while frame is not None:
            name = self._sources.get(frame.f_code.co_filename)
            if name is not None:
                return Line(name, frame.f_lineno)
            frame = frame.f_back  # type: ignore[assignment]
        return None

    def close(self) -> Record:
        """Everything so far."""
        with self._lock:
            entries = tuple(self._entries)
            if len(self._texts) == len(entries):
                return WrittenRecord(entries, tuple(self._texts))
            return Record(entries)

    # Processes that the integration forks

    def before_fork(self) -> None:
        if self._journal is not None and not self._foreign:
            self._journal.share(len(self._entries))

    def after_fork(self) -> None:
        """In the forked process: another thread may have held the lock, and is not here."""
        self._lock = threading.Lock()
        self._foreign = True

    def merge_forked(self) -> Sequence[Entry]:
        """Take over what forked processes did; the answer is that alone."""
        merged = self._journal.merged(self._entries) if self._journal is not None else None
        if merged is None:
            return ()
        own = set(map(id, self._entries))
        foreign = [entry for entry in merged if id(entry) not in own]
        with self._lock:
            self._entries, self._texts = numbered(merged), []
        return foreign

    def take_over(self, entries: Sequence[Entry]) -> None:
        """Continue a record that another process began."""
        self._entries, self._texts = numbered(entries), []


def numbered(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with their places counted anew."""
    return [replace(entry, seq=number) for number, entry in enumerate(entries)]


# A forked process has a copy of the recorder, and what it records there would be lost with the process.
# So the last recorder made with a journal is called around each fork, and its copy in the forked process
# writes into the journal, which all processes share.
_followed: weakref.ref[Recorder] | None = None
_registered = False


def _follow_forks(recorder: Recorder) -> None:
    """Call this recorder around every fork from now on, and no longer the one before it."""
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
