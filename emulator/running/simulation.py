"""Runs many fetches, as a generator of their records.

Fetches run in short batches. During a batch the process is set up for the integration: frozen clock,
simulated product, the integration's modules and folder. The generator yields only between batches, so its
consumer (a table, a progress bar, a debugger) runs in real time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from math import inf
from time import perf_counter

from ..errors import Unwound, VendorBroke
from ..interrupts import by_user, ctrl_c_marked
from ..masking.mask import Mask
from ..masking.masked_fetch import masked_fetch
from ..product.wire.guard import allowed, offline
from ..product.wire.transport import routed
from ..record.entries import Attempt
from ..record.fetch_run import COMPLETE, INTERRUPTED, NOT_ANSWERED, FetchRun, Stop
from ..record.journal import Journal
from ..record.memory_files import journal_files
from ..settings.settings import LONG_RUNNING
from .bench import Bench
from .cycle import Fetch
from .cycle import fetch as one_fetch
from .long_running import LongRunning
from .schedule import Schedule
from .seeded import random_restored
from .start_methods import only_fork

# Setting up the process costs about 10 ms: a batch is long enough that this does not matter, and short
# enough for a live table.
_BATCH_S = 0.1


def simulate(
    bench: Bench, mask: Mask, batch_s: float = _BATCH_S
) -> Generator[FetchRun | Stop, None, None]:
    """Run the fetches of a run; yield the record of each, with secrets masked, then a Stop.

    ``batch_s`` is the real time in seconds after which a batch ends; 0 makes batches of one fetch.

    Raises LoadError when the integration's imports fail, VendorBroke when the vendor file does.
    """
    schedule = Schedule(bench)
    runs: list[FetchRun] = []
    stop: Stop | None = None
    broke: VendorBroke | None = None
    with journal_files() as files, bench.runtime.ready():
        bench = replace(bench, journal=Journal(files, whole=False))
        early = import_ahead(bench)
        while True:
            if schedule.restarts_next(bench):
                bench.runtime.restart()
                early = import_ahead(bench)
            try:
                with ctrl_c_marked():
                    stop = batch(bench, schedule, early, runs.append, batch_s)
            except VendorBroke as error:
                # Yield the batch's earlier fetches first.
                learn_from_running(bench, mask)
                broke = error
            except BaseException:
                learn_from_running(bench, mask)
                raise
            early = ()
            yield from (masked_fetch(run, mask) for run in runs)
            runs.clear()
            if broke is not None:
                raise broke
            if stop is not None:
                yield stop
                return


def batch(
    bench: Bench,
    schedule: Schedule,
    early: tuple[Attempt, ...],
    keep: Callable[[FetchRun], None],
    limit_s: float = inf,
    fetch: Fetch | None = None,
) -> Stop | None:
    """Run fetches for up to ``limit_s`` real seconds; call ``keep`` with the record of each, not yet masked.

    ``early`` are the connection attempts of the imports. ``fetch`` runs the first cycle, if that needs
    another function than the others. Return why no further cycle runs, None if one does. The batch also ends
    before a cycle at which the server restarts.
    """
    try:
        with at_work(bench):
            return fetches(bench, schedule, early, keep, limit_s, fetch)
    except KeyboardInterrupt as error:
        if not by_user(error):
            raise
        return Stop(INTERRUPTED)


def fetches(
    bench: Bench,
    schedule: Schedule,
    early: tuple[Attempt, ...],
    keep: Callable[[FetchRun], None],
    limit_s: float = inf,
    fetch: Fetch | None = None,
) -> Stop | None:
    """Run fetches as ``batch`` does, inside ``at_work``: several runs may follow one another there."""
    stop: Stop | None = None

    def see(run: FetchRun) -> bool:
        nonlocal stop
        keep(run)
        attempts = (*early, *run.record.attempts)
        if run.record.attempts or (attempts and bench.wire.vendor is None):
            stop = Stop(NOT_ANSWERED, attempts)
        return stop is None

    if bench.scenario.command == LONG_RUNNING:
        one_fetch_here: Fetch = LongRunning(schedule, see)
    else:
        one_fetch_here = one_fetch
    fetch = fetch or one_fetch_here
    with suppress(Unwound):
        began_s = perf_counter()
        ran = False
        while not schedule.done and not (ran and schedule.restarts_next(bench)):
            run = schedule.next_run(bench, fetch)
            fetch, ran = one_fetch_here, True
            if not see(run) or perf_counter() - began_s > limit_s:
                break
    return stop or (Stop(COMPLETE) if schedule.done else None)


@contextmanager
def at_work(bench: Bench) -> Iterator[None]:
    """Set up the process for the integration while this context is open: its network, modules, folder,
    clock.
    """
    with ExitStack() as stack:
        _enter_network(bench, stack)
        stack.enter_context(bench.runtime.at_work())
        stack.enter_context(bench.clock.frozen())
        stack.enter_context(random_restored())
        stack.enter_context(only_fork())
        yield


def _enter_network(bench: Bench, stack: ExitStack) -> None:
    if bench.scenario.live:
        stack.enter_context(allowed(bench.wire))
    else:
        stack.enter_context(offline(bench.wire))
        stack.enter_context(routed(bench.wire))


def import_ahead(bench: Bench) -> tuple[Attempt, ...]:
    """Import the integration's modules before the clock is frozen; return the connections that they tried to
    open.

    Some libraries break when they are imported under a frozen clock.
    """
    session = bench.session(bench.scenario.stores)
    with ExitStack() as stack:
        _enter_network(bench, stack)
        stack.enter_context(bench.runtime.at_work())
        stack.enter_context(random_restored())
        bench.runtime.import_ahead()
    return session.recorder.close().attempts


def learn_from_running(bench: Bench, mask: Mask) -> None:
    """Add to the mask the secrets in the exchanges of a fetch that was aborted: the error's text may
    contain them.
    """
    if bench.wire.recorder is not None:
        for exchange in bench.wire.recorder.close().exchanges:
            mask.learn_from_exchange(exchange)
