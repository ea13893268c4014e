"""The task of looking at the worlds of a search: how it is done here, and how another machine is asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...checking.needed import files_of
from ...errors import LoadError
from ...executing.executor import Task
from ...judging.run_facts import RunFacts
from ...record.codec import codec
from ...record.entries import CheckedJson, Json
from ..ground_row import row_of
from .looking import Looker, Seen
from .shards import seen_of_rows

# The other fields are found when a world is judged.
FACTS = codec(RunFacts, "identity", "window")


@dataclass(frozen=True)
class LookTask(Task[range, list[Seen]]):
    """Looks at the worlds with some indexes, by ``looker``."""

    looker: Looker

    module = f"{__package__}.answering"

    def do(self, job: range) -> list[Seen]:
        """Run and judge the worlds in this process."""
        return list(self.looker.looks(job))

    def lost(self, job: range, cause: str) -> list[Seen]:
        """Raise LoadError: a search without these worlds would not be the same again."""
        raise LoadError(
            f"{cause} while it ran the worlds {job.start} to {job.stop - 1}",
            where=str(self.looker.ground.request.target),
        )

    def needs(self, jobs: Iterable[range]) -> Iterable[Path]:
        """Return the files that the runs of all worlds read."""
        return files_of(self.looker.ground.request)

    def request(self, job: range, place: Callable[[Path], str]) -> Mapping[str, Json]:
        """Return the ground of the search, and the indexes of the worlds, as JSON."""
        looker = self.looker
        return {
            "search": {
                "ground": row_of(looker.ground, place),
                "seed": looker.seed,
                "only": list(looker.only),
                "facts": FACTS.plain(looker.facts),
            },
            "worlds": [job.start, job.stop],
        }

    def read(self, job: range, answer: CheckedJson) -> list[Seen]:
        """Return the results of the worlds from what another machine answered. Raises LoadError."""
        if "wrong" in answer:
            raise LoadError(str(answer["wrong"]), where=f"the worlds {job.start} to {job.stop - 1}")
        looker = self.looker
        return [
            one for _, one in seen_of_rows(answer["seen"], looker.ground, looker.seed, looker.only)
        ]
