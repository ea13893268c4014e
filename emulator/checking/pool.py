"""Worker processes that check one scenario at a time, so that a worker's death costs one result.

An integration may kill the worker that supervises it, and so may the system when memory runs out.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from ..running.process.supervisor import cause_of
from ..scratch import remove_all
from .broken import broken
from .checked import Checked

_END_S = 5.0


@dataclass
class _Worker:
    """``busy`` is the number of the scenario that it checks, None where it has none."""

    process: BaseProcess
    pipe: Connection
    busy: int | None = None


class Pool:
    """``results`` gives them in the order of the paths, each when it is there."""

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

    @contextmanager
    def at_work(self, count: int) -> Iterator[None]:
        """So many workers, which are gone after."""
        try:
            for _ in range(count):
                self._start()
            yield
        finally:
            self._end()

    def results(self) -> Iterator[Checked]:
        """Every path's, in order."""
        for number in range(len(self._paths)):
            while number not in self._done:
                self._take()
            yield self._done.pop(number)

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
        """The next scenario; a worker that has none left ends by itself when its pipe is closed."""
        worker.busy = None
        if self._left:
            worker.busy = self._left.popleft()
            # A worker that is dead already is found to be so where it is read from.
            with suppress(OSError):
                worker.pipe.send(self._paths[worker.busy])

    def _take(self) -> None:
        """Wait until a worker has a result, or is dead."""
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
        """The result of a scenario whose worker died; another worker takes its place."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        cause = cause_of(worker.process.exitcode or 0)
        if self._left:
            self._start()
        return broken(path, f"{cause} while it checked this scenario", 3)

    def _end(self) -> None:
        """Workers that still check something are interrupted, and killed where that does not end them."""
        for worker in self._workers:
            if worker.busy is not None:
                worker.process.terminate()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_END_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def nothing() -> None:
    """What a worker does first where it has nothing to do first."""


def _work(pipe: Connection, check: Callable[[Path], Checked], begin: Callable[[], None]) -> None:
    """A worker's whole life: it ends when nobody is at the other end of the pipe."""
    try:
        with suppress(EOFError, OSError, KeyboardInterrupt):
            begin()
            while True:
                pipe.send(check(pipe.recv()))
    finally:
        remove_all()
