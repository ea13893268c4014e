"""Where checks run: the one place to put a cluster in the stead of this machine's cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from .checked import Checked
from .pool import Pool, nothing

Check = Callable[[Path], Checked]


class Executor(Protocol):
    """Runs a check for every path; the results come in the order of the paths, each when it is there."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]: ...


class Here:
    """In this process, one after the other."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]:
        yield from map(check, paths)


class Cores:
    """In processes on this machine; ``check`` and ``begin`` must be picklable. Each process calls
    ``begin`` first."""

    def __init__(self, count: int, begin: Callable[[], None] = nothing) -> None:
        self.count = count
        self._begin = begin

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]:
        pool = Pool(check, paths, self._begin)
        with pool.at_work(min(self.count, len(paths))):
            yield from pool.results()


def executor_for(
    jobs: int | None, paths: Sequence[Path], begin: Callable[[], None] = nothing
) -> Executor:
    """All cores unless ``jobs`` says how many. One scenario runs in this process: no other result is lost
    where it ends the process."""
    if len(paths) == 1:
        return Here()
    return Cores(jobs or available_cores(), begin)


def available_cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
