"""Where checks run: the one place to put a cluster in the stead of this machine's cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Protocol

from .checked import Checked

Check = Callable[[Path], Checked]


class Executor(Protocol):
    """Runs a check for every path; the results come in the order of the paths, each when it is there."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]: ...


class Here:
    """In this process, one after the other."""

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]:
        yield from map(check, paths)


class Cores:
    """In a pool of processes on this machine; ``check`` must be picklable."""

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, check: Check, paths: Sequence[Path]) -> Iterator[Checked]:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(self.count, len(paths)), mp_context=context) as pool:
            yield from pool.map(check, paths)


def executor_for(jobs: int | None, paths: Sequence[Path]) -> Executor:
    """All cores unless ``jobs`` says how many; no pool for a single job."""
    count = min(jobs or available_cores(), len(paths))
    return Cores(count) if count > 1 else Here()


def available_cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
