"""The API for the command line and for pytest: prepare a request, run its cycles, judge them.

prepare(request)  -> Prepared    reads and checks everything; runs nothing
emulate(prepared) -> Outcome     runs the cycles, then judges them
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timezone
from pathlib import Path

from .errors import CannotWrite, NotEmulatedError, VendorBroke, VendorError
from .integration.asked_content import common_server_label
from .integration.code_facts import code_facts
from .integration.manifest import manifest_facts
from .judging.diagnosis.diagnose import no_traces
from .judging.dossier import ClockFacts, Dossier, IntegrationFacts, Setting
from .judging.expected import held_to
from .judging.finding import INFO, OFF, Finding
from .judging.identity import Identity
from .judging.outcome import Outcome, outcome_of
from .judging.rule_settings import known_rule
from .judging.rules.zone import SAME, ZONE, differs_in_zone
from .judging.run_facts import RunFacts
from .judging.store_facts import add_outcome
from .masking.mask import Mask
from .masking.masked_error import masked_errors
from .record.entries import Line
from .record.fetch_run import COMPLETE, INTERRUPTED, FetchRun, History, Stop
from .record.product_event import VendorEvent
from .record.store.kept_fetches import KeptRuns
from .record.trace import Trace, Wanted
from .request.request import Request
from .running.prepare import Prepared
from .running.prepare import prepare as prepare_run
from .running.process.children import Children
from .running.process.order import Facts
from .running.process.parent import run_outside
from .running.reachable import check_reached
from .running.rerun import traces_of
from .running.vendor_file import located
from .settings.settings import RunSettings


def prepare(request: Request) -> Prepared:
    """Read and check everything that can be wrong before a cycle runs.

    Raises UsageError, LoadError or VendorError with what, where and what to do; no error contains a secret.
    """
    if request.judging.expect is not None:
        # A scenario that expects no finding of an unknown rule would always be satisfied.
        where = f"{request.scenario_file or 'the scenario'}: expect.rules"
        for code in request.judging.expect.rules:
            known_rule(code, where)
    return prepare_run(request)


def emulate(
    prepared: Prepared,
    watch: Callable[[FetchRun], None] = lambda run: None,
    zone: str = "",
    children: Children | None = None,
    *,
    traced: bool = True,
) -> Outcome:
    """Run the cycles and judge them. ``watch`` is called with the record of each fetch as soon as it has
    ended.

    With ``zone`` the cycles run a second time in that time zone, and findings report the differences.
    ``children`` may hold a child process that was started ahead. With ``traced`` the fetches that findings
    concern run once more, to find the lines of code that decided.

    Raises LoadError if the integration cannot run at all, VendorError if the vendor file fails; errors
    contain no secrets. Ctrl-C ends the cycles, and those that have ended are judged.
    """
    with masked_errors(prepared.mask), ExitStack() as stack:
        if children is None and prepared.request.isolation.outside:
            children = stack.enter_context(Children())
        return _emulated(prepared, watch, zone, children, traced)


def emulate_whole(
    prepared: Prepared, children: Children | None = None, *, traced: bool = True
) -> Outcome:
    """Run the cycles and judge them, as ``emulate`` does, but raise KeyboardInterrupt if the run was
    interrupted.
    """
    outcome = emulate(prepared, children=children, traced=traced)
    if outcome.stop == INTERRUPTED:
        raise KeyboardInterrupt
    return outcome


def emulate_again(request: Request, children: Children | None = None) -> Outcome:
    """Run a variant of a request that has run before. Nothing is stored, compared with an expectation, or
    traced. ``children`` may hold the child of the earlier run, which then runs this one too.

    Raises KeyboardInterrupt if the run was interrupted.
    """
    judging = replace(request.judging, expect=None)
    prepared = prepare(replace(request, judging=judging, store=None))
    return emulate_whole(prepared, children, traced=False)


def _emulated(
    prepared: Prepared,
    watch: Callable[[FetchRun], None],
    zone: str,
    children: Children | None,
    traced: bool,
) -> Outcome:
    runs, stop = KeptRuns(prepared.request.store), Stop(COMPLETE)
    events = _events(prepared, children)
    try:
        prepared, stop = _followed(prepared, events, runs, watch)
        outcome = _outcome(prepared, runs.whole(), stop, children, traced)
        if zone:
            outcome = compared(outcome, prepared, zone)
        outcome = held_to(prepared.request.judging.expect, outcome)
        if runs.file is not None and prepared.request.store is not None:
            outcome = _stored(outcome, runs)
    except BaseException:
        runs.discard()
        raise
    finally:
        events.close()
    return outcome


def _stored(outcome: Outcome, runs: KeptRuns) -> Outcome:
    """Write the outcome into the store and return it. If the disk is full, the returned outcome says so."""
    if outcome.came_to_nothing:
        runs.discard()
    elif runs.file is not None:
        try:
            add_outcome(runs.file, outcome)
            runs.publish()
        except CannotWrite as full:
            # An earlier store stays. If the cycles ended early, that reason is more important.
            return outcome if outcome.stop != COMPLETE else outcome.stopped(str(full))
    return outcome


def _followed(
    prepared: Prepared,
    events: Generator[Facts | FetchRun | Trace | Stop, None, None],
    runs: KeptRuns,
    watch: Callable[[FetchRun], None],
) -> tuple[Prepared, Stop]:
    """Read the events of the run as they come: facts, fetches, the reason for the end. Put the fetches into
    ``runs``.

    Return ``prepared`` with the facts that the child process found out, and the reason for the end.
    """
    stop = Stop(COMPLETE)
    try:
        for event in events:
            if isinstance(event, Stop):
                # The child still ends: it is closed with the events, after the judging.
                stop = event
                break
            if isinstance(event, Facts):
                prepared = _with_facts(prepared, event)
            elif isinstance(event, FetchRun):
                if not len(runs):
                    check_reached(prepared.integration, event)
                runs.append(event)
                watch(event)
    except KeyboardInterrupt:
        stop = Stop(INTERRUPTED)
    except CannotWrite as full:
        stop = Stop(str(full))
    except (VendorBroke, VendorError) as broke:
        error = broke.error if isinstance(broke, VendorBroke) else broke
        error = located(error, prepared.request)
        if not len(runs):
            raise error from broke
        stop = Stop(f"{error.where}: {error.what}" if error.where else error.what)
    return prepared, stop


def compared(outcome: Outcome, prepared: Prepared, zone: str) -> Outcome:
    """Run the request again in another time zone; return the outcome with findings about the differences.

    Only the first run is written into a store.
    """
    request = prepared.request
    severity = request.judging.severities.get(ZONE.code, "")
    if severity == OFF:
        return outcome
    try:
        there = emulate_again(replace(request, scenario=replace(request.scenario, tz=zone)))
    except KeyboardInterrupt:
        # An interrupted run cannot be compared.
        return outcome.stopped(INTERRUPTED)
    lines = outcome.dossier.facts.code.get("local_times")
    naive = Line(outcome.dossier.integration.path, lines[0]) if lines else None
    lost = _lost(outcome, there)
    found = tuple(differs_in_zone(outcome.runs, there.runs, zone, naive, lost))
    if not found:
        same = f"with TZ={zone} the run is the same"
        found = (Finding(ZONE.code, SAME, INFO, None, same, {"tz": zone}),)
    elif severity:
        found = tuple(replace(item, severity=severity) for item in found)
    return outcome.with_findings(found)


def _lost(here: Outcome, there: Outcome) -> list[str]:
    """Return the ids of the events that the run ``here`` created and the run ``there`` did not."""
    identity = here.judgement.identity
    came = _created(there.runs, identity)
    return [one for one in _created(here.runs, identity) if one not in came]


def _created(runs: History, identity: Identity) -> dict[str, None]:
    return {identity.of(incident): None for run in runs for incident in run.incidents}


def _events(
    prepared: Prepared, children: Children | None
) -> Generator[Facts | FetchRun | Trace | Stop, None, None]:
    if prepared.request.isolation.outside:
        return run_outside(prepared.plan, prepared.mask, children)
    # Imported here: the supervisor of a child does not need what runs a cycle.
    from .running.bench import bench_of
    from .running.simulation import simulate

    return simulate(bench_of(prepared.plan, prepared.stage), prepared.mask)


def _with_facts(prepared: Prepared, facts: Facts) -> Prepared:
    """Return ``prepared`` with the facts that only the child knows, such as the number of cycles."""
    scenario = replace(prepared.scenario, cycles=facts.cycles)
    stage = replace(
        prepared.stage,
        scenario=scenario,
        vendor_label=facts.vendor_label,
        truth=facts.truth,
    )
    return replace(prepared, stage=stage, shut_in=facts.shut_in)


def _masked_truth(truth: Iterable[VendorEvent], mask: Mask) -> tuple[VendorEvent, ...]:
    """Return the events of the product with secrets masked, as in incidents: events of a vendor file may
    contain secrets.
    """
    return tuple([_masked_event(event, mask) for event in truth])


def _masked_event(event: VendorEvent, mask: Mask) -> VendorEvent:
    name, stream = mask.text(event.id), mask.text(event.stream)
    fields = mask.json(event.fields) if event.fields else event.fields
    if (name, stream, fields) == (event.id, event.stream, event.fields):
        return event
    return replace(event, id=name, stream=stream, fields=fields)


def _outcome(
    prepared: Prepared, runs: History, stop: Stop, children: Children | None, traced: bool
) -> Outcome:
    integration, mask = prepared.integration, prepared.mask
    texts = integration.text.splitlines()

    def source(lines: Iterable[Line]) -> dict[str, str]:
        return {
            str(line): mask.text(texts[line.number - 1].rstrip())
            for line in lines
            if line.file == integration.file and line.number <= len(texts)
        }

    def trace(wanted: Wanted, recorded: Mapping[int, FetchRun]) -> Mapping[int, Trace]:
        return traces_of(prepared.plan, mask, wanted, recorded, children)

    return outcome_of(_dossier(prepared, stop), runs, source, trace if traced else no_traces)


def _dossier(prepared: Prepared, stop: Stop) -> Dossier:
    scenario, mask = prepared.scenario, prepared.mask
    manifest = manifest_facts(prepared.integration.manifest)
    setting = _setting(prepared)
    return Dossier(
        integration=_integration_facts(prepared),
        clock=_clock_facts(scenario),
        setting=setting,
        facts=RunFacts(
            identity=Identity("", in_raw=False, in_incident=True),
            complete=stop.reason == COMPLETE,
            strict=prepared.request.judging.strict,
            command=scenario.command,
            interval_s=scenario.interval_s,
            timeout_s=scenario.timeout_s,
            params=setting.params,
            manifest=manifest,
            code=code_facts(
                prepared.integration.text, [item["name"] for item in manifest["parameters"]]
            ),
            file=prepared.integration.file,
            canned=bool(prepared.request.product.replies),
            made_up=any(not guess.case for guess in prepared.request.guesses),
        ),
        stop=mask.text(stop.reason),
        attempts=tuple(replace(item, target=mask.text(item.target)) for item in stop.attempts),
        id_field=prepared.request.judging.id_field,
        truth=None if prepared.stage.truth is None else _masked_truth(prepared.stage.truth, mask),
        severities=prepared.request.judging.severities,
    )


# Facts for the reports


def _integration_facts(prepared: Prepared) -> IntegrationFacts:
    integration, manifest = prepared.integration, prepared.integration.manifest
    return IntegrationFacts(
        id=manifest.id,
        name=manifest.display or manifest.name,
        path=integration.file,
        command=prepared.scenario.command,
        sha256=integration.sha256,
        manifest=prepared.mask.json(manifest_facts(manifest)),
        docker_image=manifest.docker_image,
        location=_location(integration.path),
    )


def _location(path: Path) -> str:
    """Return the path relative to the working directory, as tools for repositories expect it; empty for a
    path outside it.
    """
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""


def _clock_facts(scenario: RunSettings) -> ClockFacts:
    return ClockFacts(
        start=scenario.start.astimezone(timezone.utc),
        interval_s=scenario.interval_s,
        cycles=scenario.cycles,
        tz=scenario.tz,
        live=scenario.live,
    )


def _setting(prepared: Prepared) -> Setting:
    return Setting(
        vendor=prepared.mask.text(prepared.stage.vendor_label),
        filled=prepared.parameters.filled,
        params=prepared.mask.json(dict(prepared.parameters.values)),
        assumptions=dict(prepared.scenario.assumptions),
        common_server=common_server_label(
            prepared.integration, prepared.plan.checkout, prepared.plan.common_server
        ),
        unset_secrets=prepared.parameters.unset_secrets,
        command_by=prepared.choice.why,
        platform=prepared.scenario.platform,
        shut_in=prepared.shut_in,
    )


__all__ = [
    "NotEmulatedError",
    "Prepared",
    "Request",
    "emulate",
    "emulate_again",
    "emulate_whole",
    "prepare",
]
