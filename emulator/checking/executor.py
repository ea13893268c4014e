"""Where checks run: in this process or on all cores. A cluster would be a further Executor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from .checked import Checked
from .pool import Pool, nothing

Check = Callable[[Path], Checked]


class Executor(Protocol):
    """Runs a check for every path, and yields the results in the order of the paths."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]: ...


class Here:
    """Runs the checks in this process, one after the other."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]:
        yield from map(check, paths)


class Cores:
    """Runs the checks in ``count`` processes on this machine; each process calls ``begin`` first.

    ``check`` and ``begin`` must be picklable.
    """

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
    """An executor on ``jobs`` cores, all by default.

    A single scenario runs in this process: there is no other result that its crash could lose.
    """
    if len(paths) == 1:
        return Here()
    return Cores(jobs or available_cores(), begin)


def available_cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
