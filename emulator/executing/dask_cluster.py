"""Executes jobs on the workers of a Dask cluster that is there already."""

from __future__ import annotations

import json
import logging
import os
import queue
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Sized
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from ..errors import LoadError, UsageError
from . import dask_worker
from .alike import Machine, differences, machine_of, needed_libraries, this_machine
from .bundle import Bundle, bundle_of
from .executor import Task

J = TypeVar("J")
R = TypeVar("R")
_CONNECT_S = 10.0
_LOOK_S = 1.0
# So long it waits for a worker where none is left.
_WITHOUT_S = 30.0
_TRIES = 2
_LOST, _NONE_LEFT = "two workers were lost", "no worker was left"
_MOST_DIFFERENCES = 12


@dataclass(frozen=True)
class DaskCluster:
    """The cluster with the scheduler at ``address``. At most ``count`` jobs are done at once; None for as
    many as its workers have threads.

    A job goes to a worker by name, so a job whose worker is lost is done once more, by another worker, and
    never twice at the same time. With ``ahead`` each thread has one more job than it does, so that it goes on
    while the caller is busy with a result; not where ``count`` says how many jobs are done at once.
    """

    address: str
    count: int | None = None
    ahead: bool = False

    def results(self, task: Task[J, R], jobs: Iterable[J]) -> Generator[R, None, None]:
        """Give the workers their first jobs; yield the result of each job in the order of the jobs.

        Raises UsageError where the cluster cannot be used, and LoadError where it is lost.
        """
        results = self._results(task, jobs)
        next(results)
        return results

    def _results(self, task: Task[J, R], jobs: Iterable[J]) -> Generator[R, None, None]:
        if isinstance(jobs, Sized) and not len(jobs):
            yield cast("R", None)
            return
        files = sorted(set(task.needs(jobs)))
        bundle = bundle_of(files, Path.cwd())
        with _client(self.address) as client, ExitStack() as stack:
            session = _Session(client, f"--dask {self.address}", bundle, files)
            stack.callback(session.end)
            deal = _Deal(session, task, jobs, self.count, ahead=self.ahead)
            stack.callback(deal.cancel)
            deal.begin()
            yield cast("R", None)
            yield from deal.results()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    where = f"--dask {address}"
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError as error:
        advice = ("pip install 'xfetch[dask]'",)
        raise UsageError(
            "this needs the library distributed", where=where, advice=advice
        ) from error
    # It tells of lost workers and of other versions itself, in many lines; these are told here.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            advice = ("name the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786",)
            raise UsageError("no scheduler answers there", where=where, advice=advice) from error
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=_CONNECT_S)


@dataclass
class _Worker:
    """A worker that has the bundle. ``id`` is that of its process; ``threads`` jobs are done at once."""

    id: str
    threads: int
    doing: set[int] = field(default_factory=set)


class _Session:
    """The workers of the cluster that have the bundle, by address. ``look`` finds those that come and go."""

    def __init__(self, client: Any, where: str, bundle: Bundle, files: Sequence[Path]) -> None:
        self.client = client
        self.name = os.urandom(8).hex()
        self.workers: dict[str, _Worker] = {}
        self._where = where
        self._bundle = bundle
        self._files = files
        self._strangers: set[str] = set()
        self._looked_s = float("-inf")
        self._here = this_machine()
        self._needed = needed_libraries(files)

    def place(self, path: Path) -> str:
        """Return what stands in a request for a path of this machine."""
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - as in the bundle
        if not path.is_absolute() or not whole.is_relative_to(self._bundle.base):
            return str(path)
        inside = whole.relative_to(self._bundle.base)
        return f"{dask_worker.mark_of(self.name)}/{inside.as_posix()}"

    def look(self) -> None:
        """Ask the scheduler for its workers, unless it was asked a short while ago. Send the bundle to new
        ones. A worker that comes later and has other versions than this machine is left out in silence.

        Raises UsageError if such a worker is there from the beginning, or if there is none at all. Raises
        LoadError if the scheduler does not answer.
        """
        if monotonic() - self._looked_s < _LOOK_S:
            return
        first = self._looked_s < 0
        try:
            there = self.client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, TimeoutError) as error:
            raise LoadError("the scheduler is lost", where=self._where) from error
        self._looked_s = monotonic()
        for address in [one for one in self.workers if one not in there]:
            del self.workers[address]
        new = [one for one in there if one not in self.workers and one not in self._strangers]
        if new:
            self._welcome({one: int(there[one]["nthreads"]) for one in new}, first)
        if first and not self.workers:
            advice = ("start one: dask worker ADDRESS",)
            raise UsageError("the cluster has no worker", where=self._where, advice=advice)

    def drop(self, address: str) -> None:
        """Forget a worker that is another process now; the next look finds it as a new one."""
        self.workers.pop(address, None)

    def end(self) -> None:
        """Have all workers remove what they got."""
        if self.workers:
            with suppress(OSError, TimeoutError):
                self._on(list(self.workers), dask_worker.forget, self.name)

    def _welcome(self, threads: dict[str, int], first: bool) -> None:
        """Send the bundle to the workers that are like this machine."""
        greetings = self._on(list(threads), dask_worker.greet)
        alike = []
        wrong: list[str] = []
        for address, greeting in greetings.items():
            unlike = _unlike(greeting, self._here, self._needed)
            if unlike:
                self._strangers.add(address)
                wrong += (f"{address}: {one}" for one in unlike)
            elif isinstance(greeting, dict):
                alike.append(address)
        if first and wrong:
            advice = wrong[:_MOST_DIFFERENCES]
            advice.append("install the same versions there, or name another cluster")
            raise UsageError(
                "its workers differ from this machine", where=self._where, advice=tuple(advice)
            )
        sent = {name: value for name, value in os.environ.items() if dask_worker.is_sent(name)}
        base = str(self._bundle.base).rstrip("/")
        bundle = (self._bundle.data, self._bundle.digest, self._bundle.folder, base, sent)
        for address, failure in self._on(alike, dask_worker.receive, self.name, *bundle).items():
            if failure is None:
                self.workers[address] = _Worker(greetings[address]["id"], threads[address])

    def _on(self, workers: list[str], function: Callable[..., Any], *args: Any) -> dict[str, Any]:
        """Call a function on workers. Return by address what it returned, or the exception."""
        if not workers:
            return {}
        found: dict[str, Any] = self.client.run(function, *args, workers=workers, on_error="return")
        return found


def _unlike(greeting: Any, here: Machine, needed: frozenset[str]) -> list[str]:
    """Return what differs on a worker, from what it answered."""
    if isinstance(greeting, ImportError):
        return [f"it cannot import xfetch ({greeting})"]
    if isinstance(greeting, dict):
        return list(differences(here, machine_of(greeting), needed))
    # It was lost meanwhile.
    return []


@dataclass
class _Given:
    """A job that a worker has: its number, how many workers have had it, the address of this one."""

    number: int
    tries: int
    worker: str
    future: Any


class _Deal(Generic[J, R]):
    """Deals jobs out to the workers of a session, and takes their results."""

    def __init__(
        self,
        session: _Session,
        task: Task[J, R],
        jobs: Iterable[J],
        most: int | None,
        *,
        ahead: bool,
    ) -> None:
        self._session = session
        self._task = task
        self._most = most
        self._a_thread = 2 if ahead and most is None else 1
        self._left = enumerate(jobs)
        # Those that were taken and are not done.
        self._jobs: dict[int, J] = {}
        # The number and the next try of each of these that no worker has.
        self._waiting: deque[tuple[int, int]] = deque()
        self._given: dict[str, _Given] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._done: dict[int, R] = {}
        self._last_worker_s = monotonic()

    def begin(self) -> None:
        """Find the workers, and give them their first jobs."""
        self._look()
        self._give()

    def results(self) -> Generator[R, None, None]:
        """Yield the result of each job in order."""
        number = 0
        while number in self._done or number in self._jobs or self._waits():
            while number not in self._done:
                self._look()
                self._give()
                self._take()
            yield self._done.pop(number)
            number += 1

    def cancel(self) -> None:
        """Take back the jobs that the workers have."""
        self._session.client.cancel([one.future for one in self._given.values()])

    def _waits(self) -> bool:
        """Whether a job waits for a worker. If none does, take the next one."""
        following = None if self._waiting else next(self._left, None)
        if following is not None:
            number, self._jobs[number] = following
            self._waiting.append((number, 1))
        return bool(self._waiting)

    def _look(self) -> None:
        """Find the jobs whose workers are lost, and give up where no worker comes."""
        self._session.look()
        workers = self._session.workers
        for key, one in list(self._given.items()):
            if one.worker not in workers or one.number not in workers[one.worker].doing:
                self._lose(key)
        if workers:
            self._last_worker_s = monotonic()
        elif monotonic() - self._last_worker_s > _WITHOUT_S:
            while self._waits():
                number, _ = self._waiting.popleft()
                self._done[number] = self._task.lost(self._jobs.pop(number), _NONE_LEFT)

    def _give(self) -> None:
        """Give each worker as many jobs as it has threads; twice as many if they are to work ahead."""
        for address, worker in self._session.workers.items():
            while (
                len(worker.doing) < worker.threads * self._a_thread
                and (self._most is None or len(self._given) < self._most)
                and self._waits()
            ):
                number, tries = self._waiting.popleft()
                worker.doing.add(number)
                key = f"xfetch-{self._session.name}-{number}-{tries}"
                request = self._task.request(self._jobs[number], self._session.place)
                future = self._session.client.submit(
                    dask_worker.answer,
                    *(self._session.name, worker.id, self._task.module, json.dumps(request)),
                    key=key,
                    workers=[address],
                    allow_other_workers=False,
                    pure=False,
                    retries=0,
                )
                self._given[key] = _Given(number, tries, address, future)
                future.add_done_callback(self._ended.put)

    def _take(self) -> None:
        """Wait a while for a job that has ended, and take its result."""
        try:
            future = self._ended.get(timeout=_LOOK_S)
        except queue.Empty:
            return
        one = self._given.get(future.key)
        if one is None or future is not one.future:
            return
        try:
            answer = json.loads(future.result(timeout=_CONNECT_S))
        except TimeoutError:
            # Its worker may be lost with the result: the next look tells.
            self._ended.put(future)
            return
        except Exception:
            # What the cluster says of a task whose worker it has given up.
            self._lose(future.key)
            return
        if dask_worker.STRANGE in answer:
            self._session.drop(one.worker)
            self._lose(future.key)
            return
        self._ended_with(future.key)
        job = self._jobs.pop(one.number)
        if dask_worker.DIED in answer:
            self._done[one.number] = self._task.lost(job, str(answer[dask_worker.DIED]))
        else:
            self._done[one.number] = self._task.read(job, answer[dask_worker.ANSWER])

    def _lose(self, key: str) -> None:
        """Put a job whose worker is lost first in the queue, so that another worker does it. The second time,
        give the job up.
        """
        one = self._given[key]
        one.future.cancel()
        self._ended_with(key)
        if one.tries < _TRIES:
            self._waiting.appendleft((one.number, one.tries + 1))
        else:
            self._done[one.number] = self._task.lost(self._jobs.pop(one.number), _LOST)

    def _ended_with(self, key: str) -> None:
        one = self._given.pop(key)
        worker = self._session.workers.get(one.worker)
        if worker is not None:
            worker.doing.discard(one.number)
