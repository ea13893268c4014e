"""The report as JSON: documented and versioned. The same inputs give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from ..judging.cause import Cause
from ..judging.dossier import ClockFacts, IntegrationFacts
from ..judging.finding import Finding
from ..judging.intake.snapshots import Snapshot
from ..judging.outcome import Outcome
from ..printable import printable_json
from ..record.codec import codec
from ..record.entries import Json
from ..record.fetch_run import FetchRun, LastRunChange
from ..record.field_forms import iso_z
from ..record.json_text import to_json_utf8
from ..record.trace import Trace
from ..version import xfetch_version
from .saved_form import ENTRIES, case_row, entry_row, guess_row, later_row, truth_rows
from .verdict_rows import event_row, vendor_counts

SCHEMA = 1
_INTEGRATION = codec(IntegrationFacts, "sha256", "manifest", "docker_image", "location", "outside")
_CLOCK = codec(ClockFacts, "live")


def render(outcome: Outcome) -> Iterator[str]:
    """Yield one JSON object. Each element of its long lists has a line of its own."""
    yield "{\n"
    for name, value in facts(outcome).items():
        yield f"{_text(name)}: {_text(value)},\n"
    yield from _listed("cycles", (cycle_row(outcome, run) for run in outcome.runs))
    yield ",\n"
    yield from _listed("findings", (finding_row(outcome, finding) for finding in outcome.findings))
    yield ",\n"
    if outcome.verdicts is not None:
        yield f'"vendor": {_text(vendor_counts(outcome.verdicts, outcome.unproven))},\n'
        yield from _listed("events", (event_row(one) for one in outcome.verdicts))
        yield ",\n"
    fed = outcome.judgement.indicators
    if fed is not None:
        counts = {key: value for key, value in asdict(fed).items() if key != "created_in"}
        yield f'"indicators": {_text(counts)},\n'
    if outcome.judgement.snapshots:
        yield from _listed("snapshots", map(snapshot_row, outcome.judgement.snapshots))
        yield ",\n"
    if outcome.differs is not None:
        yield f'"expect": {_text({"held": not outcome.differs, "differs": list(outcome.differs)})},\n'
    if outcome.needs:
        yield f'"needs": {_text(outcome.needs)},\n'
    if outcome.guesses:
        yield from _listed("guesses", (guess_row(one) for one in outcome.guesses))
        yield ",\n"
    yield from _record(outcome)
    yield f',\n"summary": {_text(summary_row(outcome))}\n}}\n'


def _text(value: Json) -> str:
    return printable_json(to_json_utf8(value))


def _listed(name: str, values: Iterator[Json]) -> Iterator[str]:
    yield f"{_text(name)}: ["
    separator = "\n"
    for value in values:
        yield f"{separator}{_text(value)}"
        separator = ",\n"
    yield "]"


def facts(outcome: Outcome) -> dict[str, Json]:
    """Return the facts about the run with which the report begins."""
    dossier, setting = outcome.dossier, outcome.dossier.setting
    return {
        "schema": SCHEMA,
        "xfetch": xfetch_version(),
        "integration": _INTEGRATION.plain(dossier.integration),
        "clock": _CLOCK.plain(dossier.clock),
        "stop": outcome.stop,
        "identity": outcome.judgement.identity.describe(),
        "command_by": setting.command_by,
        "platform": setting.platform,
        "shut_in": setting.shut_in,
        "vendor_label": setting.vendor,
        "common_server": setting.common_server,
        "filled": list(setting.filled),
        "assumptions": dict(setting.assumptions),
        **({"typed": list(setting.typed)} if setting.typed else {}),
    }


def cycle_row(outcome: Outcome, run: FetchRun) -> dict[str, Json]:
    """Return what one fetch did, as an element of ``cycles`` in the JSON report."""
    return {
        "cycle": run.cycle,
        "command": run.command,
        "at": iso_z(run.at),
        "pulled_at": iso_z(run.pulled_at),
        "duration_s": run.duration_s,
        "status": run.status,
        "first_run": run.first_run,
        "message": run.message,
        "on_purpose": bool(run.failure and run.failure.on_purpose),
        "last_run": codec(LastRunChange).plain(run.last_run),
        "incidents": list(run.incidents),
        "dropped": list(run.dropped),
        "incident_count": len(run.incidents),
        "duplicate_count": outcome.judgement.duplicates.get(run.cycle, 0),
        "source_ids": list(run.source_ids),
        "requests": len(run.record.exchanges),
    }


def finding_row(outcome: Outcome, finding: Finding) -> dict[str, Json]:
    """Return a finding as an element of ``findings`` in the JSON report."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "cycle": finding.cycle,
        "cycles": list(finding.cycles),
        "count": finding.count,
        "events": list(finding.events),
        "title": finding.title,
        "story": finding.story,
        "remedy": finding.remedy,
        "message": finding.message,
        "line": str(finding.line) if finding.line else None,
        "places": [{"what": what, "line": str(line)} for what, line in finding.places],
        "evidence": dict(finding.evidence),
        "cause": cause_row(finding.cause) if finding.cause else None,
        "reproduce": list(outcome.command_for(finding)),
    }


def snapshot_row(one: Snapshot) -> dict[str, Json]:
    """Return an asset snapshot as an element of ``snapshots`` in the JSON report."""
    return {
        "id": one.id,
        "dataset": one.dataset,
        "state": one.state,
        "declared": one.declared,
        "stored": one.stored,
        "refused": one.refused,
        "batches": one.batches,
        "first": iso_z(one.first),
        "last": iso_z(one.last),
        "cycles": list(one.cycles),
        "why": one.why,
        "lacks": list(one.lacks),
    }


def cause_row(cause: Cause) -> dict[str, Json]:
    """Return the cause of a finding as a JSON object. The first of its places is the line that decided."""
    return codec(Cause).plain(cause)


def _record(outcome: Outcome) -> Iterator[str]:
    """Yield the record of the run: all that rules and reports read, so that the run can be judged again."""
    runs = outcome.runs
    yield '"record": {\n'
    for name, entries in ENTRIES.items():
        rows = (entry_row(run.cycle, entry) for run in runs for entry in entries(run.record))
        yield from _listed(name, rows)
        yield ",\n"
    # These attempts ended the run. An import may have made them before the first cycle.
    last = len(runs)
    yield from _listed(
        "attempts", (entry_row(last, attempt) for attempt in outcome.dossier.attempts)
    )
    yield ",\n"
    yield from _listed("fetches", filter(None, map(later_row, runs)))
    yield ",\n"
    yield from _listed("traces", map(codec(Trace).plain, outcome.traces.values()))
    yield ",\n"
    if outcome.dossier.truth is not None:
        yield from _listed("truth", truth_rows(outcome))
    else:
        yield '"truth": null'
    integration = outcome.dossier.integration
    source: Json = {
        "file": integration.path,
        "sha256": integration.sha256,
        "lines": dict(outcome.source_lines),
    }
    yield f',\n"case": {_text(case_row(outcome))}'
    yield f',\n"params": {_text(dict(outcome.dossier.setting.params))}'
    yield f',\n"manifest": {_text(dict(integration.manifest))}'
    yield f',\n"source": {_text(source)}\n}}'


def summary_row(outcome: Outcome) -> dict[str, Json]:
    """Return the counts at the end of the report."""
    summary = asdict(outcome.summary)
    # Last, where it has always stood: the same run gives the same bytes.
    summary["skipped"] = summary.pop("skipped")
    return summary
