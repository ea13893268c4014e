"""What executes many jobs: worker processes of this machine, or the machines of a cluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Mapping, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from ..record.entries import CheckedJson, Json
from .pool import Pool, available_cores

J = TypeVar("J")
R = TypeVar("R")


class Task(ABC, Generic[J, R]):
    """What is done with each of many jobs. It can be pickled.

    Another machine gets the files that ``needs`` returns. There ``module`` is run in a process of its own: it
    calls ``serve`` of the module ``served``, and answers the ``request`` of one job after another.
    """

    module: str

    @abstractmethod
    def do(self, job: J) -> R:
        """Do a job in this process."""

    @abstractmethod
    def lost(self, job: J, cause: str) -> R:
        """Return the result of a job whose process died; ``cause`` says in words of what."""

    @abstractmethod
    def needs(self, jobs: Iterable[J]) -> Iterable[Path]:
        """Return the files that the jobs read, wherever they lie. It must not go through jobs that may be
        endless.
        """

    @abstractmethod
    def request(self, job: J, place: Callable[[Path], str]) -> Mapping[str, Json]:
        """Return a job as JSON. ``place`` returns where a file lies on the other machine: each path in the
        JSON must come from it.
        """

    @abstractmethod
    def read(self, job: J, answer: CheckedJson) -> R:
        """Return the result of a job from what ``module`` answered."""


class Executor(Protocol):
    """Executes many jobs."""

    def results(self, task: Task[J, R], jobs: Iterable[J]) -> Generator[R, None, None]:
        """Begin the work at once; yield the result of each job in the order of the jobs. Closing the
        generator ends the work.

        The jobs may be endless: one is taken only when a worker has nothing to do.
        """


@dataclass(frozen=True)
class Processes:
    """Executes jobs in worker processes of this machine: ``count`` of them, None for one on each core.

    Each worker calls ``begin`` first; it must be picklable. A list of one job is done in this process: if it
    crashes, no other result is lost. With ``ahead`` each worker has one more job than it does, so that it
    goes on while the caller is busy with a result.
    """

    count: int | None
    begin: Callable[[], None]
    ahead: bool = False

    def results(self, task: Task[J, R], jobs: Iterable[J]) -> Generator[R, None, None]:
        """Start the workers; yield the result of each job in the order of the jobs."""
        count = self.count or available_cores()
        if isinstance(jobs, Sized):
            if len(jobs) < 2:
                return (task.do(job) for job in jobs)
            count = min(count, len(jobs))
        return Pool(task.do, jobs, self.begin, task.lost, ahead=self.ahead).results(count)
