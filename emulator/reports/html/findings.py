"""The findings for the page, each with the lines of the integration around its own."""

from __future__ import annotations

from ...judging.finding import Finding
from ...judging.outcome import Outcome
from ...judging.rules import RULES
from ...record.entries import Json

_MOST = 500
_AROUND = 3


def finding_rows(outcome: Outcome) -> list[dict[str, Json]]:
    """The first 500 findings, in the order of the outcome."""
    return [_row(outcome, finding) for finding in outcome.findings[:_MOST]]


def _row(outcome: Outcome, finding: Finding) -> dict[str, Json]:
    meaning = next((rule.meaning for rule in RULES if rule.code == finding.rule), "")
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "cycle": finding.cycle,
        "message": finding.message,
        "meaning": meaning,
        "line": str(finding.line) if finding.line else "",
        "source": _source(outcome, finding),
    }


def _source(outcome: Outcome, finding: Finding) -> list[list[Json]]:
    """``[number, text]`` of each line around the finding's line that the record holds."""
    line = finding.line
    if line is None:
        return []
    numbers = range(line.number - _AROUND, line.number + _AROUND + 1)
    lines = outcome.source_lines
    return [
        [number, lines[f"{line.file}:{number}"]]
        for number in numbers
        if f"{line.file}:{number}" in lines
    ]
