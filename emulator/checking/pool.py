"""Worker processes that check one scenario at a time. If a worker dies, only the result of its scenario is
lost.

An integration may kill the worker that supervises it, and so may the system when memory runs out.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from ..running.process.supervisor import cause_of
from ..scratch import remove_all
from .checked import Checked, broken

_END_S = 5.0


@dataclass
class _Worker:
    """A worker process. ``busy`` is the index of the scenario that it checks, None while it waits."""

    process: BaseProcess
    pipe: Connection
    busy: int | None = None


class Pool:
    """Checks scenario files in worker processes. Each worker calls ``begin`` before its first scenario."""

    def __init__(
        self,
        check: Callable[[Path], Checked],
        paths: Sequence[Path],
        begin: Callable[[], None],
    ) -> None:
        self._check = check
        self._paths = paths
        self._begin = begin
        self._left = deque(range(len(paths)))
        self._done: dict[int, Checked] = {}
        self._workers: list[_Worker] = []

    def results(self, count: int) -> Iterator[Checked]:
        """Start ``count`` workers, yield the result of each scenario in the order of the paths, and end
        the workers.
        """
        try:
            for _ in range(count):
                self._start()
            for number in range(len(self._paths)):
                while number not in self._done:
                    self._take()
                yield self._done.pop(number)
        finally:
            self._end()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        pipe, end = context.Pipe()
        process = context.Process(target=_work, args=(end, self._check, self._begin))
        worker = _Worker(process, pipe)
        process.start()
        self._workers.append(worker)
        end.close()
        self._give(worker)

    def _give(self, worker: _Worker) -> None:
        """Send a worker the next scenario. If none is left, close the worker's pipe: the worker then ends."""
        worker.busy = None
        if self._left:
            worker.busy = self._left.popleft()
            # Where the worker has died, reading from it will show that.
            with suppress(OSError):
                worker.pipe.send(self._paths[worker.busy])

    def _take(self) -> None:
        """Wait until a worker sends a result or dies. Store the result, and give the worker its next
        scenario.
        """
        busy = {one.pipe: one for one in self._workers if one.busy is not None}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            number = worker.busy
            assert number is not None
            try:
                self._done[number] = worker.pipe.recv()
            except (EOFError, OSError):
                self._done[number] = self._lost(worker, self._paths[number])
            else:
                self._give(worker)

    def _lost(self, worker: _Worker, path: Path) -> Checked:
        """Return the result of a scenario whose worker died. If scenarios are left, start a new worker in
        its place.
        """
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        cause = cause_of(worker.process.exitcode or 0)
        if self._left:
            self._start()
        return broken(path, f"{cause} while it checked this scenario", 3)

    def _end(self) -> None:
        """End all workers: terminate those that check a scenario, kill those that do not end in time."""
        for worker in self._workers:
            if worker.busy is not None:
                worker.process.terminate()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_END_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


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
    if len(paths) == 1:
        return map(check, paths)
    return Pool(check, paths, begin).results(min(jobs or available_cores(), len(paths)))


def available_cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(pipe: Connection, check: Callable[[Path], Checked], begin: Callable[[], None]) -> None:
    """Check the scenarios that come through the pipe, until the pool closes it."""
    try:
        with suppress(EOFError, OSError, KeyboardInterrupt):
            begin()
            while True:
                pipe.send(check(pipe.recv()))
    finally:
        remove_all()
