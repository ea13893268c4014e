"""Divides a long-running integration, whose code does not return, into cycles.

``long-running-execution`` reports at any time: with createIncidents, or with updateModuleHealth, which adds
rows to Fetch History (documented). A cycle ends where the code sleeps after such a report. Without a report
it ends at the first wait after an interval, so that a quiet integration has cycles too. After the last cycle
every waiting thread is ended by an exception.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

from ..demisto.session import Session
from ..integration.ending import cause_of
from ..integration.failed.failure_point import Origin
from ..record.entries import Json
from ..record.fetch_run import MODULE_HEALTH, Failure, FetchRun
from ..settings.instance import Stores
from .bench import Bench
from .cycle import closed, failure_of
from .schedule import Schedule


class LongRunning:
    """A ``Fetch`` that runs the code of a long-running integration once and divides it into several cycles.

    ``see`` is called with the record of each cycle that ends while the code runs on; it returns whether to go
    on.
    """

    def __init__(self, schedule: Schedule, see: Callable[[FetchRun], bool]) -> None:
        self._schedule = schedule
        self._see = see

    def __call__(
        self, bench: Bench, cycle: int, stores: Stores, command: str
    ) -> tuple[FetchRun, Stores]:
        """Run the code until it ends; return the record of its last cycle and the stored state after it.

        Raises Unwound after the last cycle of the run.
        """
        bench.clock.begin_fetch(None)
        trips = bench.faults.trips(cycle, bench.clock.now())
        session = bench.session(stores, command, trips)
        bench.faults.tell(session.recorder.log)
        try:
            with bench.tracer.running_on() if bench.tracer else nullcontext() as code:
                stretches = Stretches(bench, self._schedule, self._see, session)
                bench.clock.watch(stretches)
                random.seed(cycle)
                ending = bench.runtime.execute(code)
        finally:
            bench.clock.watch(None)
            bench.clock.end_fetch()
        session = stretches.session
        failure = failure_of(bench, self._schedule.cycle, session, ending)
        run, stores = stretches.close(failure)
        if failure is None:
            run = replace(run, message="the code ended; the server starts it again")
        return run, stores


class Stretches:
    """Ends a cycle where the integration sleeps. The clock calls it before each wait."""

    def __init__(
        self, bench: Bench, schedule: Schedule, see: Callable[[FetchRun], bool], session: Session
    ) -> None:
        self.session = session  # of the current cycle
        self._bench = bench
        self._schedule = schedule
        self._see = see  # is called with each cycle that ended; returns whether to go on
        self._interval = timedelta(seconds=bench.scenario.interval_s)
        self._began: datetime = bench.clock.now()  # when the current cycle began
        self._begin(self._began)

    def before(self, until: datetime | None, slept: bool) -> bool:
        """Called before a wait: end the current cycle if it is due, and begin the next one. Return False
        after the last cycle of the run.
        """
        now = self._bench.clock.now()
        if not (self.session.sent.reported and slept) and now - self._began < self._interval:
            return True
        run, stores = self.close(_unhealthy(self.session, self._bench.runtime.origin))
        self._schedule.ended(run, stores)
        if not self._see(run) or self._schedule.done:
            return False
        self._schedule.cycle += 1
        # The sleep that begins now lies between two cycles.
        self._next(stores, until if slept and until is not None else now)
        return True

    def _next(self, stores: Stores, at: datetime) -> None:
        faults, cycle = self._bench.faults, self._schedule.cycle
        stores = faults.before(cycle, at, stores, self._bench.clock)
        trips = faults.trips(cycle, at)
        self.session = self._bench.next_session(stores, self.session, trips)
        faults.tell(self.session.recorder.log)
        self._begin(at)

    def horizon(self) -> datetime:
        return self._began + self._interval

    def close(self, failure: Failure | None) -> tuple[FetchRun, Stores]:
        """End the current cycle; return its record and the stored state after it.

        If the integration reported bad health, the cycle is an error in Fetch History, but what it sent is
        created.
        """
        clock = self._bench.clock
        unhealthy = failure is not None and failure.error_type == MODULE_HEALTH
        run, stores = closed(
            self._bench,
            self._schedule.cycle,
            min(self._began, clock.now()),
            clock.now(),
            self.session,
            None if unhealthy else failure,
            clock.slept_s,
        )
        if unhealthy and failure is not None:
            run = replace(run, status="error", failure=failure, message=f"Error: {failure.message}")
        return run, stores

    def _begin(self, at: datetime) -> None:
        """Begin the cycle at that time, in the clock and in the journal."""
        self._began = at
        self._bench.clock.begin_stretch()
        if self._bench.tracer is not None:
            self._bench.tracer.begin(self._schedule.cycle, self.session.recorder)
        if self._bench.journal is not None:
            self._bench.journal.begin(self._schedule.cycle, at)


def _unhealthy(session: Session, origin: Origin) -> Failure | None:
    health = session.sent.health
    if health is None or not health[1]:
        return None
    cause = cause_of(session.trouble.handled, origin)
    session.trouble.handled = None
    text = _text(health[0])
    return Failure(
        text,
        MODULE_HEALTH,
        cause=cause.text,
        cause_line=cause.line,
        values=cause.point.values,
        objects=cause.point.objects,
        led=cause.point.led,
    )


def _text(health: Json) -> str:
    return health if isinstance(health, str) else str(health)
