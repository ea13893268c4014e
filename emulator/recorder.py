"""Appends what an integration does, in order, on the simulated clock; closes into a Record."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from .record import Attempt, Call, Entry, Exchange, Json, Line, Log, Record


def plain(instant: datetime) -> datetime:
    """The same instant as a real ``datetime`` in UTC: a frozen clock's subclass never gets into a record."""
    utc = instant.astimezone(timezone.utc)
    return datetime.fromisoformat(utc.isoformat())


class Recorder:
    """One fetch's recorder; safe to call from several threads.

    ``now`` gives the simulated time; ``sources`` maps the compiled file names of the integration's own
    code to the names users know, so that each entry can carry the line that caused it.
    """

    def __init__(self, now: Callable[[], datetime], sources: Mapping[str, str]) -> None:
        self._now = now
        self._sources = dict(sources)
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def call(
        self, name: str, args: Mapping[str, Json], answer: Json = None, error: str = ""
    ) -> None:
        """A demisto call; ``args`` and ``answer`` are JSON values already."""
        line = self.line()
        with self._lock:
            self._entries.append(
                Call(len(self._entries), self._now(), name, args, answer, error, line)
            )

    def log(self, level: str, message: str) -> None:
        """A log line."""
        line = self.line()
        with self._lock:
            self._entries.append(Log(len(self._entries), self._now(), level, message, line))

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
    ) -> None:
        """An HTTP exchange that began ``at`` and ends now; ``line`` is where it began, if known."""
        line = line or self.line()
        with self._lock:
            now = self._now()
            self._entries.append(
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
                )
            )

    def attempt(self, kind: str, target: str, tried: tuple[str, ...] = ()) -> None:
        """An attempt to leave the process that nothing answered."""
        line = self.line()
        with self._lock:
            self._entries.append(
                Attempt(len(self._entries), self._now(), kind, target, tried, line)
            )

    def line(self) -> Line | None:
        """The innermost line of the integration on this thread's stack."""
        frame = sys._getframe(1)
        while frame is not None:
            name = self._sources.get(frame.f_code.co_filename)
            if name is not None:
                return Line(name, frame.f_lineno)
            frame = frame.f_back  # type: ignore[assignment]
        return None

    def close(self) -> Record:
        """Everything so far."""
        with self._lock:
            return Record(tuple(self._entries))
