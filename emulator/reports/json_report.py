"""The run as JSON: documented, versioned, written piece by piece; same inputs, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from ..finding import Finding
from ..history import FetchRun
from ..outcome import Outcome
from ..printable import printable_json
from ..record import Call, Exchange, Json, Log
from ..rules import RULES
from ..rules.rule import CERTAIN
from ..version import xfetch_version
from .saved_form import attempt_row, case_row, iso, later_row, line_text, truth_rows
from .verdict_rows import event_row, vendor_counts

SCHEMA = 1
_CONFIDENCE = {rule.code: rule.confidence for rule in RULES}


def render(outcome: Outcome) -> Iterator[str]:
    """One JSON object, its long lists an element a line."""
    yield "{\n"
    for name, value in facts(outcome).items():
        yield f"{_text(name)}: {_text(value)},\n"
    yield from _listed("cycles", (cycle_row(outcome, run) for run in outcome.runs))
    yield ",\n"
    yield from _listed("findings", (finding_row(finding) for finding in outcome.findings))
    yield ",\n"
    if outcome.verdicts is not None:
        yield f'"vendor": {_text(vendor_counts(outcome.verdicts))},\n'
        yield from _listed("events", (event_row(one) for one in outcome.verdicts))
        yield ",\n"
    if outcome.differs is not None:
        yield f'"expect": {_text({"held": not outcome.differs, "differs": list(outcome.differs)})},\n'
    yield from _record(outcome)
    yield f',\n"summary": {_text(summary_row(outcome))}\n}}\n'


def _text(value: Json) -> str:
    return printable_json(json.dumps(value, ensure_ascii=False))


def _listed(name: str, values: Iterator[Json]) -> Iterator[str]:
    yield f"{_text(name)}: ["
    separator = "\n"
    for value in values:
        yield f"{separator}{_text(value)}"
        separator = ",\n"
    yield "]"


def facts(outcome: Outcome) -> dict[str, Json]:
    """What stands at the top of the report."""
    integration, clock, setting = outcome.integration, outcome.clock, outcome.setting
    return {
        "schema": SCHEMA,
        "xfetch": xfetch_version(),
        "integration": {
            "id": integration.id,
            "name": integration.name,
            "path": integration.path,
            "command": integration.command,
        },
        "clock": {
            "start": iso(clock.start),
            "interval_s": clock.interval_s,
            "cycles": clock.cycles,
            "tz": clock.tz,
        },
        "stop": outcome.stop,
        "identity": outcome.identity.describe(),
        "command_by": setting.command_by,
        "vendor_label": setting.vendor,
        "common_server": setting.common_server,
        "filled": list(setting.filled),
        "assumptions": dict(setting.assumptions),
    }


def cycle_row(outcome: Outcome, run: FetchRun) -> dict[str, Json]:
    """One element of ``cycles``."""
    change = run.last_run
    return {
        "cycle": run.cycle,
        "at": iso(run.at),
        "pulled_at": iso(run.pulled_at),
        "duration_s": run.duration_s,
        "status": run.status,
        "first_run": run.first_run,
        "message": run.message,
        "on_purpose": bool(run.failure and run.failure.on_purpose),
        "last_run": {
            "before": change.before,
            "asked": change.asked,
            "after": change.after,
            "was_set": change.was_set,
            "saved": change.saved,
        },
        "incidents": list(run.incidents),
        "dropped": list(run.dropped),
        "incident_count": len(run.incidents),
        "duplicate_count": outcome.duplicates.get(run.cycle, 0),
        "source_ids": list(run.source_ids),
        "requests": len(run.record.exchanges),
    }


def finding_row(finding: Finding) -> dict[str, Json]:
    """One element of ``findings``."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": _CONFIDENCE.get(finding.rule, CERTAIN),
        "cycle": finding.cycle,
        "message": finding.message,
        "line": line_text(finding.line),
        "evidence": dict(finding.evidence),
    }


def _record(outcome: Outcome) -> Iterator[str]:
    """All that rules and reports read, so that a saved run can be judged again."""
    runs = outcome.runs
    yield '"record": {\n'
    yield from _listed("calls", (_call(run, call) for run in runs for call in run.record.calls))
    yield ",\n"
    yield from _listed(
        "requests", (_request(run, item) for run in runs for item in run.record.exchanges)
    )
    yield ",\n"
    yield from _listed("logs", (_log(run, log) for run in runs for log in run.record.logs))
    yield ",\n"
    yield from _listed("attempts", _attempts(outcome))
    yield ",\n"
    yield from _listed(
        "fetches", ({"cycle": run.cycle, **row} for run in runs if (row := later_row(run)))
    )
    yield ",\n"
    if outcome.dossier is not None and outcome.dossier.truth is not None:
        yield from _listed("truth", truth_rows(outcome))
    else:
        yield '"truth": null'
    source = {
        "file": outcome.integration.path,
        "sha256": outcome.integration.sha256,
        "lines": dict(outcome.source_lines),
    }
    yield f',\n"case": {_text(case_row(outcome))}'
    yield f',\n"params": {_text(dict(outcome.setting.params))}'
    yield f',\n"manifest": {_text(dict(outcome.integration.manifest))}'
    yield f',\n"source": {_text(source)}\n}}'


def _attempts(outcome: Outcome) -> Iterator[Json]:
    """Those that ended the run; of imports that asked before the first cycle, too."""
    last = len(outcome.runs)
    yield from (attempt_row(last, attempt) for attempt in outcome.attempts)


def _call(run: FetchRun, call: Call) -> Json:
    return {
        "cycle": run.cycle,
        "seq": call.seq,
        "at": iso(call.at),
        "name": call.name,
        "args": dict(call.args),
        "answer": call.answer,
        "error": call.error,
        "line": line_text(call.line),
    }


def _request(run: FetchRun, exchange: Exchange) -> Json:
    return {
        "cycle": run.cycle,
        "seq": exchange.seq,
        "at": iso(exchange.at),
        "duration_s": exchange.duration_s,
        "method": exchange.method,
        "url": exchange.url,
        "request_headers": [list(pair) for pair in exchange.request_headers],
        "request_body": exchange.request_body,
        "status": exchange.status,
        "response_headers": [list(pair) for pair in exchange.response_headers],
        "response_body": exchange.response_body,
        "failure": exchange.failure,
        "line": line_text(exchange.line),
        **({"tried": list(exchange.tried)} if exchange.tried else {}),
        **({"fit": list(exchange.fit)} if exchange.fit else {}),
    }


def _log(run: FetchRun, log: Log) -> Json:
    return {
        "cycle": run.cycle,
        "seq": log.seq,
        "at": iso(log.at),
        "level": log.level,
        "message": log.message,
        "line": line_text(log.line),
    }


def summary_row(outcome: Outcome) -> dict[str, Json]:
    """The counts at the end."""
    summary = asdict(outcome.summary)
    skipped = summary.pop("skipped")
    return {**summary, "skipped": skipped}
