"""The objects that every fetch of a run uses, built from the run's plan.

Only the process that runs the fetches builds them and imports what they need.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..clock.simulated import Clock, SimulatedClock, WallClock
from ..demisto.session import Invocation, Session
from ..demisto.shim import Demisto
from ..faults.fault import Trip
from ..faults.faulty_vendor import FaultyVendor
from ..faults.server_faults import Faults, no_faults
from ..integration.runtime import Runtime
from ..integration.stand_ins import StandIns
from ..product.intake import Intake
from ..product.wire.transport import Wire
from ..record.journal import Journal
from ..record.json_value import round_trip
from ..record.recorder import Recorder
from ..settings.instance import Instance, Stores
from ..settings.platforms import XSOAR_6, platform_named
from ..settings.settings import RunSettings
from .plan import Plan
from .stage import Stage

if TYPE_CHECKING:
    from ..product.protocol import Vendor
    from .tracing.tracer import Tracer


@dataclass(frozen=True)
class Bench:
    """The objects that every fetch of a run uses: clock, simulated product, runtime and so on."""

    scenario: RunSettings  # the settings of the run
    instance: Instance  # the instance's name and parameters
    runtime: Runtime  # executes the integration's code
    demisto: Demisto  # the object that the code sees
    clock: Clock  # the time of the run
    wire: Wire  # answers the code's requests
    journal: Journal | None = None  # where a child process writes each entry at once
    faults: Faults = field(default_factory=no_faults)  # of the server
    tracer: Tracer | None = None  # traces chosen fetches

    def session(
        self, stores: Stores, command: str | None = None, trips: tuple[Trip, ...] = ()
    ) -> Session:
        """Begin a session, the state of one fetch: the stored last run and context (``stores``), the
        recorder, the parameters. ``command`` replaces the command of the settings; ``trips`` are the
        demisto calls that a fault makes fail.
        """
        session = self._session(stores, command or self.scenario.command, trips)
        self.demisto.begin(session)
        return session

    def next_session(
        self, stores: Stores, before: Session, trips: tuple[Trip, ...] = ()
    ) -> Session:
        """Begin the session that follows ``before`` in a long-running integration, whose code goes on
        running.
        """
        session = self._session(stores, before.invocation.command, trips)
        session.unique_files = before.unique_files
        self.demisto.go_on(session)
        return session

    def _session(self, stores: Stores, command: str, trips: tuple[Trip, ...] = ()) -> Session:
        session = Session(
            stores=stores,
            recorder=Recorder(self.clock.now, self.runtime.sources, self.journal),
            invocation=Invocation(
                command=command,
                instance=self.instance.name,
                brand=self.runtime.integration.manifest.id,
                params=round_trip({**self.instance.params, **self.faults.params}, "params"),
                debug_mode=self.scenario.debug_mode,
                platform=platform_named(self.scenario.platform or XSOAR_6.name, "platform"),
                arguments=self.scenario.arguments,
                timeout_s=self.scenario.timeout_s,
            ),
            trips=trips,
            began=self.clock.now(),
        )
        self.wire.recorder = session.recorder
        return session


def bench_of(plan: Plan, stage: Stage) -> Bench:
    """Build the objects of a run from its plan and its simulated product."""
    scenario, request = stage.scenario, plan.request
    demisto = Demisto()
    faults, vendor, intake = _faults(plan, stage, demisto)
    clock = _clock(scenario)
    wire = Wire(vendor, clock, scenario.latency_s)
    wire.intake = intake
    return Bench(
        scenario=scenario,
        instance=plan.instance,
        runtime=Runtime(
            plan.integration,
            plan.checkout,
            demisto,
            request.container.merged,
            plan.common_server,
            StandIns(plan.stand_ins, fresh=request.container.fresh_modules),
            request.container.env,
        ),
        demisto=demisto,
        clock=clock,
        wire=wire,
        faults=faults,
    )


def bench_again(bench: Bench, plan: Plan, stage: Stage) -> Bench:
    """Return the objects for another plan of the same integration. They share clock, wire and runtime with
    ``bench``, which must not be used any more. The clock is simulated, and set to the start of the plan.
    """
    assert isinstance(bench.clock, SimulatedClock)
    faults, vendor, intake = _faults(plan, stage, bench.demisto)
    bench.clock.reset(stage.scenario.start, stage.scenario.tz)
    bench.wire.reset(vendor, stage.scenario.latency_s)
    bench.wire.intake = intake
    return replace(bench, scenario=stage.scenario, instance=plan.instance, faults=faults)


def _faults(plan: Plan, stage: Stage, demisto: Demisto) -> tuple[Faults, Vendor | None, Intake]:
    """Return the faults of a run, the vendor with the faults of the product in front of it, and the
    platform's intake with its own faults in front of it.
    """
    planned, vendor = plan.faults, stage.vendor
    intake = Intake(demisto._delivered)
    of_product = of_intake = None
    if vendor is not None and planned.of_vendor:
        vendor = of_product = FaultyVendor(vendor, planned.of_vendor, planned.occasions)
    if planned.of_intake:
        intake.front = of_intake = FaultyVendor(intake, planned.of_intake, planned.occasions)
    faults = Faults(
        planned.of_server, planned.occasions, planned.changes, of_product, intake=of_intake
    )
    return faults, vendor, intake


def _clock(scenario: RunSettings) -> Clock:
    if scenario.live:
        return WallClock(tz=scenario.tz)
    return SimulatedClock(scenario.start, tz=scenario.tz)
