"""What the command line and pytest call: prepare, simulate, judge.

prepare(request)  -> Prepared    everything read and checked; nothing has run yet
emulate(prepared) -> Outcome     the cycles, watched as they happen, then judged
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timezone
from pathlib import Path

from .chosen_vendor import choose_vendor
from .clock import Clock, SimulatedClock, WallClock
from .cycle import Bench
from .demisto.shim import Demisto
from .errors import LoadError, NotEmulatedError, UsageError, VendorBroke
from .expected import differences
from .history import FetchRun, History
from .identity import Identity
from .instance import Instance, default_name
from .integration.checkout import Checkout, find_checkout
from .integration.code_facts import code_facts
from .integration.common_server import choose_common_server
from .integration.manifest import Manifest
from .integration.parameters import Parameters, build_params
from .integration.runtime import Runtime
from .integration.source import Integration, load
from .judge import Judgement, judge
from .outcome import ClockFacts, IntegrationFacts, Outcome, Setting
from .planning import planned
from .record import Json
from .request import Request
from .rules import Case
from .scenario import FETCH_EVENTS, FETCH_INCIDENTS, LONG_RUNNING, Scenario
from .secrets import Mask
from .simulation import COMPLETE, Stop, simulate
from .vendor.protocol import ground_truth
from .vendor.transport import Wire
from .vendor_event import VendorEvent
from .window import first_fetch_hint

_PARAM_NAMES = re.compile(r"""params?(?:\(\))?\s*(?:\.get\(|\[)\s*['"]([\w .-]+)['"]""", re.I)


@dataclass(frozen=True)
class Prepared:
    """Everything introduced to everything else; nothing has run yet."""

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
    _check_command(integration, request.scenario.command)
    checkout = find_checkout(request.target, request.content, request.content_variable)
    parameters = build_params(
        integration.manifest,
        request.params,
        fill=request.fill,
        unset=request.unset,
        code_names=frozenset(_PARAM_NAMES.findall(integration.text)),
    )
    name = request.instance_name or default_name(integration.manifest.name)
    instance = Instance(name, parameters.values)
    scenario = _scheduled(request, instance)
    events = request.timeline.events(scenario.start) if request.timeline else None
    vendor, label = choose_vendor(request, events)
    truth = (ground_truth(vendor) if vendor is not None else None) or events
    scenario = planned(scenario, truth, cycles_given=request.cycles_given)
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
        ),
        demisto=demisto,
        clock=clock,
        wire=Wire(vendor, clock, scenario.latency_s),
    )
    return Prepared(
        bench=bench,
        integration=integration,
        parameters=parameters,
        mask=Mask(parameters.secrets, public=parameters.placeholders),
        request=request,
        vendor_label=label,
        truth=truth,
        checkout=checkout,
    )


def emulate(prepared: Prepared, watch: Callable[[FetchRun], None] = lambda run: None) -> Outcome:
    """Run the cycles and judge them; ``watch`` sees each fetch in real time.

    Raises LoadError where the integration cannot run at all, VendorError where the vendor file is at
    fault. An interruption from the keyboard ends the cycles, not the judgement.
    """
    runs: list[FetchRun] = []
    stop = Stop(COMPLETE)
    events = simulate(prepared.bench, prepared.mask)
    try:
        for event in events:
            if isinstance(event, Stop):
                stop = event
                continue
            if not runs:
                _check_reached(prepared.integration, event)
            runs.append(event)
            watch(event)
    except KeyboardInterrupt:
        stop = Stop("interrupted")
    except VendorBroke as broke:
        raise broke.error from broke
    finally:
        events.close()
    outcome = _outcome(prepared, tuple(runs), stop)
    expect = prepared.request.expect
    return outcome if expect is None else replace(outcome, differs=differences(expect, outcome))


def _outcome(prepared: Prepared, runs: History, stop: Stop) -> Outcome:
    scenario, params = prepared.bench.scenario, prepared.mask.json(dict(prepared.parameters.values))
    case = Case(
        identity=Identity("", in_raw=False, in_incident=True),
        complete=stop.reason == COMPLETE,
        strict=prepared.request.strict,
        command=scenario.command,
        interval_s=scenario.interval_s,
        timeout_s=scenario.timeout_s,
        params=params,
        manifest=_manifest_facts(prepared.integration.manifest),
        code=code_facts(prepared.integration.text, _yml_names(prepared.integration.manifest)),
        file=prepared.integration.file,
    )
    judgement = judge(
        runs,
        case,
        id_field=prepared.request.id_field,
        truth=prepared.truth,
        severities=prepared.request.severities,
    )
    return Outcome(
        integration=_integration_facts(prepared),
        clock=_clock_facts(prepared.bench.scenario),
        setting=_setting(prepared),
        runs=runs,
        tally=judgement.tally,
        identity=judgement.identity,
        duplicates=judgement.duplicates,
        verdicts=judgement.verdicts,
        findings=judgement.findings,
        window=judgement.window,
        first_fetch=first_fetch_hint(params),
        source_lines=_source_lines(prepared, judgement),
        stop=stop.reason,
        attempts=tuple(
            replace(item, target=prepared.mask.text(item.target)) for item in stop.attempts
        ),
    )


# What is known before a cycle runs


def _check_command(integration: Integration, command: str) -> None:
    """An integration that never mentions the command cannot run it."""
    manifest, text = integration.manifest, integration.text
    mentioned = command in text or (command == FETCH_INCIDENTS and "isFetch(" in text)
    declared = {
        FETCH_INCIDENTS: manifest.is_fetch,
        FETCH_EVENTS: manifest.is_fetch_events,
        LONG_RUNNING: manifest.long_running,
    }.get(command, False)
    if mentioned or declared or command in manifest.commands:
        return
    defined = _fetch_functions(integration)
    advice = tuple(
        f"{name} is defined at {integration.file}:{line}, but no command leads to it"
        for name, line in defined
    )
    raise LoadError(f"there is no {command} in it", where=integration.file, advice=advice)


def _fetch_functions(integration: Integration) -> list[tuple[str, int]]:
    tree = ast.parse(integration.text)
    return [
        (node.name, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "fetch" in node.name.lower()
    ]


def _check_reached(integration: Integration, first: FetchRun) -> None:
    """Code that ends at once, having asked for nothing, has no way in to its fetch function."""
    record = first.record
    if first.status != "ok" or record.exchanges or record.attempts or record.named("command"):
        return
    acted = record.named(
        "incidents", "createIncidents", "getLastRun", "setLastRun", "results", "isFetch"
    )
    defined = _fetch_functions(integration)
    if acted or not defined:
        return
    name, line = defined[0]
    raise LoadError(
        f"{name} is defined (line {line}) but was never reached: the code ended without asking"
        " demisto.command()",
        where=f"{integration.file}:{line}",
        advice=(
            "call main() at the end of the file:",
            "if __name__ in ('__main__', '__builtin__', 'builtins'): main()",
        ),
    )


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
        manifest=_manifest_facts(manifest),
        docker_image=manifest.docker_image,
        location=_location(integration.path),
    )


def _location(path: Path) -> str:
    """The path from the working directory, as tools that read a repository want it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""


def _yml_names(manifest: Manifest) -> list[str]:
    return [item.name for item in manifest.parameters]


def _manifest_facts(manifest: Manifest) -> dict[str, Json]:
    return {
        "id": manifest.id,
        "docker_image": manifest.docker_image,
        "is_fetch": manifest.is_fetch,
        "is_fetch_events": manifest.is_fetch_events,
        "long_running": manifest.long_running,
        "commands": list(manifest.commands),
        "parameters": [
            {
                "name": item.name,
                "type": item.type,
                "required": item.required,
                "default": item.default,
            }
            for item in manifest.parameters
        ],
    }


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


def _source_lines(prepared: Prepared, judgement: Judgement) -> dict[str, str]:
    lines = (finding.line for finding in judgement.findings if finding.line)
    return {str(line): prepared.integration.line(line.number).strip() for line in lines}


__all__ = ["NotEmulatedError", "Prepared", "Request", "emulate", "prepare"]
