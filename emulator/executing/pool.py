"""Worker processes that do one job at a time, such as to check a scenario. If a worker dies, only the result
of its job is lost.

An integration may kill the worker that supervises it, and so may the system when memory runs out.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

from ..running.process.supervisor import cause_of
from ..scratch import remove_all

J = TypeVar("J")
R = TypeVar("R")
_END_S = 5.0


@dataclass
class _Worker:
    """A worker process. ``busy`` are the numbers of the jobs that it was given: the one that it does, and
    those that wait for it.
    """

    process: BaseProcess
    pipe: Connection
    busy: deque[int] = field(default_factory=deque)


class Pool(Generic[J, R]):
    """Does jobs in worker processes: each calls ``begin``, then ``do`` with one job after another.

    ``lost`` returns the result of a job whose worker died, from the job and the cause of the death in words.
    ``jobs`` may be endless: a worker gets its next job only when a result is asked for. With ``ahead`` each
    worker has one more job than it does, so that it goes on while the caller is busy with a result.
    """

    def __init__(
        self,
        do: Callable[[J], R],
        jobs: Iterable[J],
        begin: Callable[[], None],
        lost: Callable[[J, str], R],
        *,
        ahead: bool = False,
    ) -> None:
        self._ahead = ahead
        self._do = do
        self._begin = begin
        self._lost = lost
        self._left: Iterator[tuple[int, J]] = enumerate(jobs)
        self._doing: dict[int, J] = {}
        self._done: dict[int, R] = {}
        self._workers: list[_Worker] = []

    def results(self, count: int) -> Generator[R, None, None]:
        """Start up to ``count`` workers. Return a generator that yields the result of each job in the order
        of the jobs, and then ends the workers; ``close`` ends them earlier.
        """
        try:
            for _ in range(count):
                self._start()
            if self._ahead:
                for worker in self._workers:
                    self._give_next(worker)
        except BaseException:
            self.close()
            raise
        results = self._results()
        # A generator that has not begun would not end the workers when it is closed.
        next(results)
        return results

    def _results(self) -> Generator[R, None, None]:
        try:
            yield cast("R", None)
            number = 0
            while number in self._doing or number in self._done:
                while number not in self._done:
                    self._take()
                yield self._done.pop(number)
                number += 1
        finally:
            self.close()

    def _start(self) -> None:
        """Start a worker for the next job, if one is left."""
        job = next(self._left, None)
        if job is not None:
            self._start_for(*job)

    def _start_for(self, number: int, job: J) -> None:
        context = multiprocessing.get_context("spawn")
        pipe, end = context.Pipe()
        process = context.Process(target=_work, args=(end, self._do, self._begin))
        worker = _Worker(process, pipe)
        # A worker that is interrupted while it imports would write a traceback.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        self._workers.append(worker)
        end.close()
        self._give(worker, number, job)

    def _give(self, worker: _Worker, number: int, job: J) -> None:
        worker.busy.append(number)
        self._doing[number] = job
        # Where the worker has died, reading from it will show that.
        with suppress(OSError):
            worker.pipe.send(job)

    def _take(self) -> None:
        """Wait until a worker sends a result or dies. Store the result, and give the worker its next job."""
        busy = {one.pipe: one for one in self._workers if one.busy}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            try:
                result = worker.pipe.recv()
            except (EOFError, OSError):
                self._lose(worker)
                continue
            number = worker.busy.popleft()
            del self._doing[number]
            self._done[number] = result
            self._give_next(worker)

    def _give_next(self, worker: _Worker) -> None:
        """Give a worker the next job, if one is left."""
        following = next(self._left, None)
        if following is not None:
            self._give(worker, *following)

    def _lose(self, worker: _Worker) -> None:
        """Replace a worker that died. The job that it did is lost; one that waited is done by the new one."""
        number = worker.busy.popleft()
        self._done[number] = self._lost(self._doing.pop(number), self._death_of(worker))
        waited = [(one, self._doing.pop(one)) for one in worker.busy]
        self._left = chain(waited, self._left)
        self._start()

    def _death_of(self, worker: _Worker) -> str:
        """Remove a worker that died; return the cause of its death in words."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        return cause_of(worker.process.exitcode or 0)

    def close(self) -> None:
        """End all workers: terminate those that do a job, kill those that do not end in time."""
        for worker in self._workers:
            if worker.busy:
                worker.process.terminate()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_END_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()


def available_cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(pipe: Connection, do: Callable[[Any], Any], begin: Callable[[], None]) -> None:
    """Do the jobs that come through the pipe, until the pool closes it, or terminates this process.

    Ctrl-C reaches all processes of a terminal, and is left to the pool.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        with suppress(EOFError, OSError, KeyboardInterrupt):
            begin()
            while True:
                pipe.send(do(pipe.recv()))
    finally:
        remove_all()
