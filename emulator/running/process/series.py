"""What the child process does with a series: it runs many plans of one integration, one after another.

The clock is frozen and the network replaced once for all plans; between two plans the clock is set back. The
integration starts each plan as it starts each cycle: its own code is executed in a new namespace, and the
modules that it imported stay. Where the server restarts in a plan, and before a plan of another time zone,
the integration's own modules are imported again.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from ...errors import VendorBroke, XfetchError
from ...record.entries import Attempt
from ...record.fetch_run import FetchRun, Stop
from ...record.store.row import row_of
from ..bench import Bench, bench_again, bench_of
from ..plan import Plan
from ..schedule import Schedule
from ..simulation import at_work, fetches, import_ahead
from ..stage import Stage, staged
from .frames import ALONE, ENTER, FACTS, READY, ROW, STOP, TRUTH
from .order import Facts
from .sent import sent_facts, sent_stop, sent_truth

Send = Callable[..., None]


def run_series(plans: Sequence[Plan], send: Send, is_alone: Callable[[], bool]) -> bool:
    """Run each plan to its end, and send its facts, its fetches and its Stop; or ALONE, for a plan that must
    have a process of its own.

    What is sent is not masked: the supervisor judges it and shows nothing of it. The series ends early, and
    the result is False, when a plan leaves a thread or a process running (``is_alone`` says so): the next
    plan would not start under the same conditions.
    """
    stages = [_staged(plan, send) for plan in plans]
    usable = ((plan, stage) for plan, stage in zip(plans, stages, strict=True) if stage)
    first_plan, first_stage = next(usable, (None, None))
    if first_plan is None or first_stage is None:
        send((READY, b""), *[(ALONE, b"")] * len(plans))
        return True
    bench = bench_of(first_plan, first_stage)
    with bench.runtime.ready(), ExitStack() as stack:
        work = stack.enter_context(_Work(bench))
        # All that is loaded now lives as long as the process: the collector need not visit it.
        gc.freeze()
        gc.enable()
        send((READY, b""))
        for plan, stage in zip(plans, stages, strict=True):
            rows: list[bytes] = []
            stop = None if stage is None else work.run(plan, stage, _kept_in(rows))
            if stage is None or stop is None:
                send((ALONE, b""))
                continue
            facts = Facts(stage.vendor_label, stage.scenario.cycles, stage.truth)
            pieces = [(TRUTH, piece) for piece in sent_truth(facts.truth or ())]
            sent = [(ROW, row) for row in rows]
            send(*pieces, (FACTS, sent_facts(facts)), *sent, (STOP, sent_stop(stop)))
            if not is_alone():
                return False
    return True


class _Work:
    """The process, set up for the plans of a series. Use it as a context manager."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._tz = bench.scenario.tz
        self._early: tuple[Attempt, ...] = ()
        self._stack = ExitStack()

    def __enter__(self) -> _Work:
        self._enter()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def run(self, plan: Plan, stage: Stage, keep: Callable[[FetchRun], None]) -> Stop | None:
        """Run a plan to its end and return its Stop; None if the plan must have a process of its own."""
        bench = bench_again(self._bench, plan, stage)
        if stage.scenario.tz != self._tz:
            self._tz = stage.scenario.tz
            self._begin_again()
        schedule = Schedule(bench)
        try:
            while True:
                stop = fetches(bench, schedule, self._early, keep)
                if stop is not None or not schedule.restarts_next(bench):
                    return stop
                self._begin_again()
        except VendorBroke:
            # The run by itself says what is wrong with the vendor.
            bench.clock.end_fetch()
            return None

    def _begin_again(self) -> None:
        """Import the integration's own modules again, as a new process does."""
        self._stack.close()
        self._bench.runtime.restart()
        self._enter()

    def _enter(self) -> None:
        os.environ["TZ"] = self._tz
        time.tzset()
        # Some libraries break when they are imported under a frozen clock.
        self._early = import_ahead(self._bench)
        self._stack.enter_context(at_work(self._bench))


def _staged(plan: Plan, send: Send) -> Stage | None:
    try:
        return staged(plan, lambda: send((ENTER, b"")))
    except (XfetchError, VendorBroke):
        return None


def _kept_in(rows: list[bytes]) -> Callable[[FetchRun], None]:
    def keep(run: FetchRun) -> None:
        rows.append(row_of(run).pack())

    return keep
