"""Judges the fetches of a run that has just ended.

It imports all rules. The command line imports it while the child process runs the first fetches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timezone
from pathlib import Path

from ..errors import CannotWrite
from ..integration.asked_content import common_server_label
from ..integration.code_facts import code_facts
from ..integration.manifest import manifest_facts
from ..judging.diagnosis.diagnose import no_traces
from ..judging.dossier import ClockFacts, Dossier, IntegrationFacts, Setting
from ..judging.expected import held_to
from ..judging.identity import Identity
from ..judging.outcome import Outcome, outcome_of
from ..judging.run_facts import RunFacts
from ..judging.store_facts import add_outcome
from ..masking.mask import Mask
from ..record.entries import Json, Line
from ..record.fetch_run import COMPLETE, FetchRun, History, Stop
from ..record.product_event import VendorEvent
from ..record.store.kept_fetches import KeptRuns
from ..record.trace import Trace, Wanted
from ..request.request import Request
from ..settings.settings import RunSettings
from .prepare import Prepared
from .process.children import Children
from .rerun import traces_of


def read_code(prepared: Prepared) -> Mapping[str, Json]:
    """Return the facts about the integration's code that rules read. The first call takes long."""
    names = tuple(
        item["name"] for item in manifest_facts(prepared.integration.manifest)["parameters"]
    )
    return code_facts(prepared.integration.text, names)


def judged(
    prepared: Prepared, runs: History, stop: Stop, children: Children | None, traced: bool
) -> Outcome:
    """Judge the fetches of a run that ended with ``stop``. With ``traced``, fetches that findings concern
    run once more, in a child of ``children``, to find the lines of code that decided.
    """

    def source(lines: Iterable[Line]) -> Mapping[str, str]:
        return source_of(prepared, lines)

    def trace(wanted: Wanted, recorded: Mapping[int, FetchRun]) -> Mapping[int, Trace]:
        return traces_of(prepared.plan, prepared.mask, wanted, recorded, children)

    return outcome_of(dossier_of(prepared, stop), runs, source, trace if traced else no_traces)


def source_of(prepared: Prepared, lines: Iterable[Line]) -> Mapping[str, str]:
    """Return the text of the given lines of the integration, masked, by ``file:number``. Lines of other files
    are left out.
    """
    integration, mask = prepared.integration, prepared.mask
    texts = integration.text.splitlines()
    return {
        str(line): mask.text(texts[line.number - 1].rstrip())
        for line in lines
        if line.file == integration.file and line.number <= len(texts)
    }


def completed(outcome: Outcome, request: Request, runs: KeptRuns) -> Outcome:
    """Compare the outcome with what its scenario expects, and write it into the store if one is wanted.
    Return it. If the disk is full, the returned outcome says so, unless the cycles had ended early. A run
    that came to nothing gets no store.
    """
    outcome = held_to(request.judging.expect, outcome)
    if request.store is None:
        return outcome
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


def dossier_of(prepared: Prepared, stop: Stop) -> Dossier:
    """Return what is known of a run besides its fetches."""
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
            code=read_code(prepared),
            file=prepared.integration.file,
            canned=bool(prepared.request.product.replies),
            made_up=any(not guess.case for guess in prepared.request.guesses),
            unfiltered=any(guess.is_no_filter for guess in prepared.request.guesses),
        ),
        stop=mask.text(stop.reason),
        attempts=tuple(replace(item, target=mask.text(item.target)) for item in stop.attempts),
        id_field=prepared.request.judging.id_field,
        truth=None if prepared.stage.truth is None else _masked_truth(prepared.stage.truth, mask),
        severities=prepared.request.judging.severities,
    )


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


def _portable(word: str) -> str:
    """Return a word of a command. A path of this machine loses what lies outside the working directory."""
    return _location(Path(word)) or Path(word).name if word.startswith("/") else word


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
        assets_interval_s=scenario.assets_interval_s,
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
        typed=tuple(_portable(prepared.mask.text(word)) for word in prepared.request.typed),
    )


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
