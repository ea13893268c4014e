"""The report as JSON Lines, for long runs and for tools: a line for each cycle and each finding, then the
summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..judging.outcome import Outcome
from ..printable import printable_json
from ..record.entries import Json
from ..record.json_text import to_json_utf8
from .json_report import cycle_row, facts, finding_row, summary_row


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the lines. Each is a JSON object whose ``kind`` is run, cycle, finding or summary."""
    yield _line("run", facts(outcome))
    for run in outcome.runs:
        yield _line("cycle", cycle_row(outcome, run))
    for finding in outcome.findings:
        yield _line("finding", finding_row(outcome, finding))
    yield _line("summary", summary_row(outcome))


def _line(kind: str, row: Mapping[str, Json]) -> str:
    return printable_json(to_json_utf8({"kind": kind, **row})) + "\n"
