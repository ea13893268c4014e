"""One fetch: begin a session, run the integration's code, settle what it asked for, keep the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .clock import Clock
from .demisto.session import UNSET, Session
from .demisto.shim import Demisto
from .history import Failure, FetchRun, LastRunChange
from .instance import Instance
from .integration.ending import Ending
from .integration.runtime import Runtime
from .json_value import round_trip
from .recorder import Recorder
from .scenario import Scenario
from .settle import Settlement, settle
from .stores import Stores
from .vendor.transport import Wire


@dataclass(frozen=True)
class Bench:
    """Everything a fetch needs, introduced to one another: who runs, on which clock, against whom."""

    scenario: Scenario
    instance: Instance
    runtime: Runtime
    demisto: Demisto
    clock: Clock
    wire: Wire

    def session(self, stores: Stores, command: str | None = None) -> Session:
        """A new session on the committed state, its recorder on the clock; ``command`` if not the
        scenario's own."""
        session = Session(
            stores=stores,
            recorder=Recorder(self.clock.now, self.runtime.sources),
            command=command or self.scenario.command,
            instance=self.instance.name,
            brand=self.runtime.integration.manifest.id,
            params=round_trip(dict(self.instance.params), "params"),
            debug_mode=self.scenario.debug_mode,
        )
        self.wire.recorder = session.recorder
        self.demisto.begin(session)
        return session


def fetch(bench: Bench, cycle: int, stores: Stores, command: str) -> tuple[FetchRun, Stores]:
    """Run one fetch now, under a frozen clock, and return its record and the state after it."""
    at = bench.clock.now()
    bench.clock.kill_at(at + timedelta(seconds=bench.scenario.timeout_s))
    session = bench.session(stores, command)
    ending = bench.runtime.execute()
    failure = _failure(bench, cycle, session, ending)
    slept_s, pulled_at = bench.clock.slept_s, bench.clock.now()
    bench.clock.kill_at(None)
    settlement = settle(session, failure is not None, bench.scenario)
    run = _closed(cycle, at, pulled_at, session, settlement, failure, slept_s)
    return run, settlement.stores


def _failure(bench: Bench, cycle: int, session: Session, ending: Ending) -> Failure | None:
    """Why the fetch failed, None where it did not. A kill counts even if the code swallowed it."""
    if bench.clock.killed or ending.status == "timeout":
        limit_s = bench.scenario.timeout_s
        return Failure(f"killed at its timeout after {limit_s:g}s", "timeout")
    if ending.status == "error":
        return Failure(ending.message, ending.error_type, ending.line, ending.trace)
    if session.errors:
        return Failure(session.errors[0], "error entry", _last_line(session))
    if session.unreadable:
        return Failure(session.unreadable, "unreadable", _last_line(session))
    if cycle in bench.scenario.fail_cycles:
        return Failure(f"failed on purpose (--fail-cycle {cycle})", on_purpose=True)
    return None


def _last_line(session: Session):  # type: ignore[no-untyped-def]
    calls = session.recorder.close().named("results", "incidents")
    return calls[-1].line if calls else None


def _closed(
    cycle: int,
    at: datetime,
    pulled_at: datetime,
    session: Session,
    settlement: Settlement,
    failure: Failure | None,
    slept_s: float,
) -> FetchRun:
    was_set = session.last_run is not UNSET
    after = settlement.stores.last_run
    created = settlement.created
    return FetchRun(
        cycle=cycle,
        at=at,
        pulled_at=pulled_at,
        status=_status(failure),
        message=f"Error: {failure.message}" if failure else _pulled(session, len(created)),
        last_run=LastRunChange(
            before=session.stores.last_run,
            asked=session.last_run if was_set else None,
            after=after,
            was_set=was_set,
            saved=was_set and (failure is None or after == session.last_run),
        ),
        incidents=created,
        dropped=settlement.dropped,
        failure=failure,
        record=session.recorder.close(),
        slept_s=slept_s,
        context_changed=session.context is not None,
        lost_change=session.lost_change(),
        command=session.command,
    )


def _status(failure: Failure | None) -> str:
    if failure is None:
        return "ok"
    return "timeout" if failure.error_type == "timeout" else "error"


def _pulled(session: Session, count: int) -> str:
    """Fetch History's Message column for a run that ended well (documented)."""
    return f"pulled {count}" if count else "Completed"
