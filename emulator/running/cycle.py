"""Runs one fetch: begins a session, runs the integration's code, decides what the server keeps, builds the
record.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from ..demisto.replay import replay
from ..demisto.session import Session
from ..errors import KilledAtTimeout
from ..integration.ending import Ending, cause_of
from ..record.entries import Call, Entry, Line
from ..record.fetch_run import Failure, FetchRun, LastRunChange
from ..record.recorder import Recorder
from ..settings.instance import Stores
from ..settings.settings import FETCH_ASSETS
from .bench import Bench
from .settle import settle


class Fetch(Protocol):
    """A function that runs one fetch; it returns the record of the fetch and the stored state after it."""

    def __call__(
        self, bench: Bench, cycle: int, stores: Stores, command: str
    ) -> tuple[FetchRun, Stores]: ...


def fetch(bench: Bench, cycle: int, stores: Stores, command: str) -> tuple[FetchRun, Stores]:
    """Run one fetch at the current simulated time; return its record and the stored state after it."""
    at = bench.clock.now()
    bench.clock.begin_fetch(at + timedelta(seconds=bench.scenario.timeout_s))
    if bench.journal is not None:
        bench.journal.begin(cycle, at)
    session = bench.session(stores, command, bench.faults.trips(cycle, at))
    bench.faults.tell(session.recorder.log)
    random.seed(cycle)
    tracer = bench.tracer
    with tracer.watching(cycle, session.recorder) if tracer else nullcontext() as code:
        ending = bench.runtime.execute(code)
    bench.wire.finish()
    _join_forked(bench, session)
    failure = failure_of(bench, cycle, session, ending)
    slept_s, pulled_at = bench.clock.slept_s, bench.clock.now()
    bench.clock.end_fetch()
    return closed(bench, cycle, at, pulled_at, session, failure, slept_s)


def _join_forked(bench: Bench, session: Session) -> None:
    """Add to the session what processes that the integration forked have recorded. Move the clock forward
    to their last entry.
    """
    foreign = session.recorder.merge_forked()
    if not foreign:
        return
    replayed(bench, session, foreign)
    ahead = max(entry.at for entry in foreign) - bench.clock.now()
    if ahead > timedelta():
        with suppress(KilledAtTimeout):
            bench.clock.advance(ahead.total_seconds())


def replayed(bench: Bench, session: Session, entries: Sequence[Entry]) -> None:
    """Repeat in the session the effects of demisto calls that another process has recorded."""
    mute = Recorder(bench.clock.now, {})
    replay(bench.demisto, (entry for entry in entries if isinstance(entry, Call)), mute)


def failure_of(bench: Bench, cycle: int, session: Session, ending: Ending) -> Failure | None:
    """Return why the fetch failed, None if it succeeded. A fetch that was killed at its timeout failed,
    even if the code caught the exception.
    """
    failure = _cause(bench, cycle, session, ending)
    # Its traceback keeps the integration's frames and all their variables alive.
    session.trouble.handled = None
    if failure is not None and (session.trouble.tripped or bench.faults.happened):
        return replace(failure, on_purpose=True)
    return failure


def _cause(bench: Bench, cycle: int, session: Session, ending: Ending) -> Failure | None:
    trouble = session.trouble
    if trouble.killed:
        return Failure(trouble.killed, "killed", _last_line(session))
    if bench.clock.killed or ending.status == "timeout":
        limit_s = bench.scenario.timeout_s
        point = ending.point
        text = f"killed at its timeout after {limit_s:g}s"
        return Failure(text, "timeout", values=point.values, loop=point.loop, led=point.led)
    if ending.status == "error":
        return Failure(
            ending.message,
            ending.error_type,
            ending.line,
            ending.trace,
            cause=ending.cause,
            cause_line=ending.cause_line,
            values=ending.point.values,
            objects=ending.point.objects,
            led=ending.point.led,
        )
    if trouble.errors:
        cause = cause_of(trouble.handled, bench.runtime.origin)
        advice = bench.runtime.advice(cause.text or trouble.errors[0], trouble.handled)
        return Failure(
            f"{trouble.errors[0]} ({advice})" if advice else trouble.errors[0],
            "error entry",
            _last_line(session),
            cause.trace,
            cause=cause.text,
            cause_line=cause.line,
            values=cause.point.values,
            objects=cause.point.objects,
            led=cause.point.led,
        )
    if session.sent.unreadable:
        return Failure(session.sent.unreadable, "unreadable", _last_line(session))
    if cycle in bench.scenario.fail_cycles:
        return Failure(f"failed on purpose (--fail-cycle {cycle})", on_purpose=True)
    return None


def _last_line(session: Session) -> Line | None:
    calls = session.recorder.close().named("results", "incidents")
    return calls[-1].line if calls else None


def closed(
    bench: Bench,
    cycle: int,
    at: datetime,
    pulled_at: datetime,
    session: Session,
    failure: Failure | None,
    slept_s: float,
) -> tuple[FetchRun, Stores]:
    """Decide what the server keeps of a fetch that ended at ``pulled_at``; return its record and the
    stored state after it.
    """
    settlement = settle(session, failure is not None, bench.scenario)
    if session.invocation.command == FETCH_ASSETS:
        was_set, asked = session.assets_last_run_set, session.asked.assets_last_run
        before, after = session.stores.assets_last_run, settlement.stores.assets_last_run
    else:
        was_set, asked = session.last_run_set, session.asked.last_run
        before, after = session.stores.last_run, settlement.stores.last_run
    created = settlement.created
    run = FetchRun(
        cycle=cycle,
        at=at,
        pulled_at=pulled_at,
        status=_status(failure),
        message=f"Error: {failure.message}" if failure else _pulled(session, len(created)),
        last_run=LastRunChange(
            before=before,
            asked=asked if was_set else None,
            after=after,
            was_set=was_set,
            saved=was_set and (failure is None or after == asked),
        ),
        incidents=created,
        dropped=settlement.dropped,
        failure=failure,
        record=session.recorder.close(),
        slept_s=slept_s,
        context_changed=session.asked.context is not session.stores.context,
        lost_change=session.lost_change(),
        command=session.invocation.command,
    )
    return run, settlement.stores


def _status(failure: Failure | None) -> str:
    if failure is None:
        return "ok"
    kinds = {"timeout": "timeout", "crashed": "crashed", "killed": "crashed"}
    return kinds.get(failure.error_type, "error")


def _pulled(session: Session, count: int) -> str:
    """Return the text that Fetch History shows in its Message column for a successful fetch (documented):
    ``pulled 3`` or ``Completed``. A collector may only tell the module's health: ``assetsPulled: 3``.
    """
    count += session.sent.inventory
    if count:
        return f"pulled {count}"
    health = session.sent.health[0] if session.sent.health is not None else None
    told = health.items() if isinstance(health, Mapping) else ()
    pulled = [f"{key}: {value}" for key, value in told if key.endswith("Pulled") and value]
    return ", ".join(pulled) or "Completed"
