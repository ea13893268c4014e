"""The backlog at the end of a timeline: how long the cycles go on until what is left has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from ..judging.identity import incident_content
from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..record.json_path import canonical


@dataclass(frozen=True)
class Drain:
    """At most so many ``cycles`` more; ``quiet`` cycles in a row that create nothing new end it."""

    cycles: int = 1_000
    quiet: int = 3


class Drainage:
    """A drain at work: it sees every fetch, and knows when the last of the backlog has come.

    New is what differs from all that was created since the drain began: who creates one event again
    and again brings nothing new.
    """

    def __init__(self, drain: Drain) -> None:
        self._drain = drain
        self._extra = 0
        self._quiet = 0
        self._seen: set[bytes] = set()

    @property
    def over(self) -> bool:
        return self._extra >= self._drain.cycles or self._quiet >= self._drain.quiet

    def see(self, run: FetchRun, *, asked: bool) -> None:
        """``asked``: the fetch is one of the cycles that were asked for, not of the drain."""
        if asked:
            return
        self._extra += 1
        if run.status == "skipped":
            return
        before = len(self._seen)
        self._seen.update(_digest(incident) for incident in run.incidents)
        self._quiet = 0 if len(self._seen) > before else self._quiet + 1


def _digest(incident: Json) -> bytes:
    content = incident_content(incident) if isinstance(incident, Mapping) else incident
    return blake2b(canonical(content).encode("utf-8", "surrogatepass"), digest_size=16).digest()
