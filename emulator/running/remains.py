"""Makes the record of a fetch whose process died, from the journal that the process left."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..integration.failed.failure_point import FailurePoint
from ..record.codec import CodecError, codec
from ..record.entries import Entry, Exchange, Line
from ..record.fetch_run import TIMEOUT, VENDOR_RESTARTED, Failure, FetchRun
from ..settings.instance import Stores
from .bench import Bench
from .cycle import closed, replayed
from .death import POINT_MARK, Death

_FRAME = re.compile(r'File "([^"]+)", line (\d+) in (\S+)')


@dataclass(frozen=True)
class Remains:
    """What is known of a fetch whose process died: how it died, when the fetch began, and the journal of
    what it did.
    """

    death: Death
    at: datetime | None = None  # when the fetch began; None if the process died between two fetches
    entries: tuple[Entry, ...] = ()  # the journal of the fetch

    def fetch(
        self, bench: Bench, cycle: int, stores: Stores, command: str
    ) -> tuple[FetchRun, Stores]:
        """Return the record of the failed fetch, and the stored state after it.

        A fetch that was killed for taking too much real time ends at the server's timeout, in simulated time.
        Any other fetch ends at the last entry of its journal.
        """
        at = self.at or bench.clock.now()
        session = bench.session(stores, command)
        session.recorder.take_over(self.entries)
        replayed(bench, session, self.entries)
        pulled_at = max((_end(entry) for entry in self.entries), default=at)
        if self.death.status == TIMEOUT:
            pulled_at = at + timedelta(seconds=bench.scenario.timeout_s)
        bench.clock.move_to(pulled_at)
        frames = _frames(self.death.trace, bench.runtime.sources)
        trace = "\n".join(f"{line} in {function}" for line, function in reversed(frames))
        line = frames[0][0] if frames else None
        point = _point(self.death.trace)
        failure = Failure(
            self._message(bench),
            self.death.status,
            line,
            trace,
            values=point.values,
            loop=point.loop,
            led=point.led,
        )
        return closed(bench, cycle, at, pulled_at, session, failure, slept_s=0.0)

    def _message(self, bench: Bench) -> str:
        vendor = bench.wire.vendor
        if vendor is None or hasattr(vendor, "restore"):
            return self.death.message
        return f"{self.death.message}; {VENDOR_RESTARTED}"


def _end(entry: Entry) -> datetime:
    took_s = entry.duration_s if isinstance(entry, Exchange) else 0.0
    return entry.at + timedelta(seconds=took_s)


def _point(trace: str) -> FailurePoint:
    """Return what the integration held in its loop, as the process wrote it before it was killed."""
    written = [row for row in trace.splitlines() if row.startswith(POINT_MARK)]
    try:
        row = json.loads(written[-1].removeprefix(POINT_MARK)) if written else {}
        return codec(FailurePoint).read(row)
    except (ValueError, CodecError):  # the integration may write there too
        return FailurePoint()


def _frames(trace: str, sources: Mapping[str, str]) -> list[tuple[Line, str]]:
    """Return the integration's frames (line, function) of a fatal signal's traceback, innermost first."""
    return [
        (Line(sources[file], int(number)), function)
        for file, number, function in _FRAME.findall(trace)
        if file in sources
    ]
