"""Writes the facts and the findings of a run into its SQLite store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..record.codec import codec
from ..record.entries import Json
from ..record.json_text import to_json
from ..record.trace import Trace
from .cause import Cause
from .outcome import Outcome

if TYPE_CHECKING:
    from ..record.store.sqlite_file import SqliteFile


def add_outcome(file: SqliteFile, outcome: Outcome) -> None:
    """Write the run's facts and findings into the store."""
    file.add_facts((name, to_json(value)) for name, value in _facts(outcome))
    file.add_findings(
        (
            finding.rule,
            finding.name,
            finding.severity,
            finding.cycle,
            finding.message,
            str(finding.line) if finding.line else None,
            to_json(dict(finding.evidence)),
            to_json(codec(Cause).plain(finding.cause)) if finding.cause is not None else None,
        )
        for finding in outcome.findings
    )


def _facts(outcome: Outcome) -> Iterator[tuple[str, Json]]:
    dossier = outcome.dossier
    integration, clock, setting = dossier.integration, dossier.clock, dossier.setting
    yield "integration", integration.id
    yield "command", integration.command
    yield "sha256", integration.sha256
    yield "start", clock.start.isoformat()
    yield "interval_s", clock.interval_s
    yield "tz", clock.tz
    yield "vendor", setting.vendor
    yield "params", dict(setting.params)
    yield "identity", outcome.judgement.identity.describe()
    yield "stop", outcome.stop
    yield "summary", asdict(outcome.summary)
    if outcome.verdicts is not None:
        yield "verdicts", dict(outcome.verdicts.counts)
    # What the fetches that findings concern did when they were run again.
    yield "traces", [codec(Trace).plain(one) for one in outcome.traces.values()]
