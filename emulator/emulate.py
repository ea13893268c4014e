"""What the command line and pytest call: prepare, simulate, judge.

prepare(request)  -> Prepared    everything read and checked; nothing has run yet
emulate(prepared) -> Outcome     the cycles, watched as they happen, then judged
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from datetime import timezone
from pathlib import Path

from .chosen_vendor import choose_vendor
from .clock import Clock, SimulatedClock, WallClock
from .container.order import Facts
from .cycle import Bench
from .demisto.shim import Demisto
from .dossier import Dossier, outcome_of
from .errors import NotEmulatedError, UsageError, VendorBroke
from .expected import differences
from .faults_at_work import at_work
from .finding import OFF
from .histories.kept import KeptRuns
from .histories.store_facts import add_outcome
from .history import FetchRun, History
from .identity import Identity
from .instance import Instance, default_name
from .integration.checkout import Checkout, find_checkout
from .integration.code_facts import code_facts
from .integration.common_server import choose_common_server
from .integration.manifest_facts import manifest_facts
from .integration.parameters import Parameters, build_params
from .integration.runtime import Runtime
from .integration.source import Integration, load
from .integration.stand_in import parse_stand_ins
from .integration.stand_ins import StandIns
from .outcome import ClockFacts, IntegrationFacts, Outcome, Setting
from .outside import run_outside
from .planning import planned
from .reach import check_command, check_reached
from .record import Line
from .request import Request
from .rules import Case
from .rules.zone import ZONE, differs_in_zone
from .scenario import Scenario
from .secrets import Mask
from .simulation import COMPLETE, INTERRUPTED, Stop, simulate
from .vendor.protocol import ground_truth
from .vendor.transport import Wire
from .vendor_event import VendorEvent

_PARAM_NAMES = re.compile(r"""params?(?:\(\))?\s*(?:\.get\(|\[)\s*['"]([\w .-]+)['"]""", re.I)


@dataclass(frozen=True)
class Prepared:
    """Everything introduced to everything else; nothing has run yet.

    What runs in a child process has its vendor there: here there is none, and no ``truth`` yet.
    """

    bench: Bench
    integration: Integration
    parameters: Parameters
    mask: Mask
    request: Request
    vendor_label: str
    truth: tuple[VendorEvent, ...] | None
    checkout: Checkout | None


def prepare(request: Request) -> Prepared:
    """Read and check everything that can be wrong before a cycle runs.

    Raises UsageError, LoadError or VendorError with what, where and what to do.
    """
    integration = load(request.target)
    check_command(integration, request.scenario.command)
    checkout = find_checkout(request.target, request.content, request.content_variable)
    code_names = frozenset(_PARAM_NAMES.findall(integration.text))
    parameters = build_params(
        integration.manifest,
        request.params,
        fill=request.fill,
        unset=request.unset,
        code_names=code_names,
    )
    name = request.instance_name or default_name(integration.manifest.name)
    instance = Instance(name, parameters.values)
    scenario = _scheduled(request, instance)
    events = request.timeline.events(scenario.start) if request.timeline else None
    vendor, label = (None, "") if request.isolation.outside else choose_vendor(request, events)
    truth = (ground_truth(vendor) if vendor is not None else None) or events
    scenario = planned(scenario, truth, cycles_given=request.cycles_given)
    ready = at_work(request, scenario, vendor, integration.manifest, parameters, code_names)
    clock = _clock(scenario)
    demisto = Demisto()
    bench = Bench(
        scenario=scenario,
        instance=instance,
        runtime=Runtime(
            integration,
            checkout,
            demisto,
            request.merged,
            {"send_events_to_xsiam": demisto.send_events_to_xsiam},
            choose_common_server(request.common_server, checkout),
            _stand_ins(request),
        ),
        demisto=demisto,
        clock=clock,
        wire=Wire(ready.vendor, clock, scenario.latency_s),
        faults=ready.faults,
    )
    return Prepared(
        bench=bench,
        integration=integration,
        parameters=parameters,
        mask=Mask((*parameters.secrets, *ready.secrets), public=parameters.placeholders),
        request=request,
        vendor_label=label,
        truth=truth,
        checkout=checkout,
    )


def _stand_ins(request: Request) -> StandIns:
    return StandIns(parse_stand_ins(request.modules, Path.cwd()), fresh=request.fresh_modules)


def emulate(prepared: Prepared, watch: Callable[[FetchRun], None] = lambda run: None) -> Outcome:
    """Run the cycles and judge them; ``watch`` sees each fetch in real time.

    Raises LoadError where the integration cannot run at all, VendorError where the vendor file is at
    fault. An interruption from the keyboard ends the cycles, not the judgement.
    """
    runs, stop = KeptRuns(prepared.request.store), Stop(COMPLETE)
    events = _events(prepared)
    try:
        prepared, stop = _followed(prepared, events, runs, watch)
    except BaseException:
        runs.discard()
        raise
    finally:
        events.close()
    outcome = _outcome(prepared, runs.whole(), stop)
    expect = prepared.request.expect
    if expect is not None:
        outcome = replace(outcome, differs=differences(expect, outcome))
    if runs.file is not None and prepared.request.store is not None:
        add_outcome(runs.file, outcome)
        runs.publish()
    return outcome


def _followed(
    prepared: Prepared,
    events: Generator[Facts | FetchRun | Stop, None, None],
    runs: KeptRuns,
    watch: Callable[[FetchRun], None],
) -> tuple[Prepared, Stop]:
    """Take the events as they come; the answer is what is known in the end."""
    stop = Stop(COMPLETE)
    try:
        for event in events:
            if isinstance(event, Stop):
                stop = event
            elif isinstance(event, Facts):
                prepared = _with_facts(prepared, event)
            else:
                if not len(runs):
                    check_reached(prepared.integration, event)
                runs.append(event)
                watch(event)
    except KeyboardInterrupt:
        stop = Stop(INTERRUPTED)
    except VendorBroke as broke:
        raise broke.error from broke
    return prepared, stop


def compared(outcome: Outcome, prepared: Prepared, zone: str) -> Outcome:
    """The outcome with what a second run in another zone does otherwise."""
    request = prepared.request
    again = replace(request, scenario=replace(request.scenario, tz=zone), expect=None)
    there = emulate(prepare(again)).runs
    lines = outcome.dossier.case.code.get("local_times") if outcome.dossier else None
    naive = Line(outcome.integration.path, lines[0]) if lines else None
    found = tuple(differs_in_zone(outcome.runs, there, zone, naive))
    severity = request.severities.get(ZONE.code, "")
    if severity == OFF:
        return outcome
    if severity:
        found = tuple(replace(item, severity=severity) for item in found)
    return replace(outcome, findings=(*outcome.findings, *found))


def _events(prepared: Prepared) -> Generator[Facts | FetchRun | Stop, None, None]:
    if prepared.request.isolation.outside:
        return run_outside(prepared.request, prepared.bench.scenario)
    return simulate(prepared.bench, prepared.mask)


def _with_facts(prepared: Prepared, facts: Facts) -> Prepared:
    """What the child has found out: with its vendor it knows how long the run is, too."""
    bench = replace(prepared.bench, scenario=facts.scenario)
    return replace(prepared, bench=bench, vendor_label=facts.vendor_label, truth=facts.truth)


def _outcome(prepared: Prepared, runs: History, stop: Stop) -> Outcome:
    integration, mask = prepared.integration, prepared.mask
    texts = integration.text.splitlines()

    def source(lines: Iterable[Line]) -> dict[str, str]:
        return {
            str(line): mask.text(texts[line.number - 1].rstrip())
            for line in lines
            if line.file == integration.file and line.number <= len(texts)
        }

    return outcome_of(_dossier(prepared, stop), runs, source)


def _dossier(prepared: Prepared, stop: Stop) -> Dossier:
    scenario, mask = prepared.bench.scenario, prepared.mask
    manifest = manifest_facts(prepared.integration.manifest)
    setting = _setting(prepared)
    return Dossier(
        integration=_integration_facts(prepared),
        clock=_clock_facts(scenario),
        setting=setting,
        case=Case(
            identity=Identity("", in_raw=False, in_incident=True),
            complete=stop.reason == COMPLETE,
            strict=prepared.request.strict,
            command=scenario.command,
            interval_s=scenario.interval_s,
            timeout_s=scenario.timeout_s,
            params=setting.params,
            manifest=manifest,
            code=code_facts(
                prepared.integration.text, [item["name"] for item in manifest["parameters"]]
            ),
            file=prepared.integration.file,
        ),
        stop=stop.reason,
        attempts=tuple(replace(item, target=mask.text(item.target)) for item in stop.attempts),
        id_field=prepared.request.id_field,
        truth=prepared.truth,
        severities=prepared.request.severities,
    )


# What is known before a cycle runs


def _scheduled(request: Request, instance: Instance) -> Scenario:
    """``--interval`` beats the instance's own incidentFetchInterval."""
    scenario = request.scenario
    if scenario.command.startswith("fetch-") and not instance.fetches:
        raise UsageError(
            "isFetch is false: the server would not call this instance", where="--param isFetch"
        )
    if not request.interval_given and instance.incident_fetch_interval_s:
        return replace(scenario, interval_s=instance.incident_fetch_interval_s)
    return scenario


def _clock(scenario: Scenario) -> Clock:
    if scenario.live:
        return WallClock(tz=scenario.tz)
    return SimulatedClock(scenario.start, tz=scenario.tz)


# What the reports say of it


def _integration_facts(prepared: Prepared) -> IntegrationFacts:
    integration, manifest = prepared.integration, prepared.integration.manifest
    return IntegrationFacts(
        id=manifest.id,
        name=manifest.display or manifest.name,
        path=integration.file,
        command=prepared.bench.scenario.command,
        sha256=integration.sha256,
        manifest=manifest_facts(manifest),
        docker_image=manifest.docker_image,
        location=_location(integration.path),
    )


def _location(path: Path) -> str:
    """The path from the working directory, as tools that read a repository want it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""


def _clock_facts(scenario: Scenario) -> ClockFacts:
    return ClockFacts(
        start=scenario.start.astimezone(timezone.utc),
        interval_s=scenario.interval_s,
        cycles=scenario.cycles,
        tz=scenario.tz,
        live=scenario.live,
    )


def _setting(prepared: Prepared) -> Setting:
    return Setting(
        vendor=prepared.vendor_label,
        filled=prepared.parameters.filled,
        params=prepared.mask.json(dict(prepared.parameters.values)),
        assumptions=dict(prepared.bench.scenario.assumptions),
        strict=prepared.request.strict,
        common_server=prepared.bench.runtime.common_server_label,
        unset_secrets=prepared.parameters.unset_secrets,
    )


__all__ = ["NotEmulatedError", "Prepared", "Request", "emulate", "prepare"]
