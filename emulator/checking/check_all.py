"""Checks many scenarios, each in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..executing.pool import Pool, available_cores
from .checked import Checked, broken


def check_all(
    check: Callable[[Path], Checked],
    paths: Sequence[Path],
    jobs: int | None,
    begin: Callable[[], None],
) -> Iterator[Checked]:
    """Yield the result of every scenario in the order of the paths. ``jobs`` is the number of workers, None
    for one on each core.

    Each worker process calls ``begin`` first; ``check`` and ``begin`` must be picklable. A single scenario is
    checked in this process: if it crashes, no other result is lost.
    """
    if len(paths) < 2:
        return map(check, paths)
    pool = Pool(check, paths, begin, _lost_check)
    return pool.results(min(jobs or available_cores(), len(paths)))


def _lost_check(path: Path, cause: str) -> Checked:
    return broken(path, f"{cause} while it checked this scenario", 3)
