"""A run in one line, and a finding in one line: what every short report says."""

from __future__ import annotations

from ..finding import Finding
from ..outcome import Outcome


def headline(outcome: Outcome) -> str:
    """``5 cycles: 9 created, 0 duplicates, 1 missed, 0 failed``."""
    summary = outcome.summary
    cycles = "1 cycle" if summary.cycles == 1 else f"{summary.cycles} cycles"
    duplicates = "1 duplicate" if summary.duplicates == 1 else f"{summary.duplicates} duplicates"
    parts = [f"{summary.unique} created", duplicates]
    if summary.missed is not None:
        parts.append(f"{summary.missed} missed")
    return f"{cycles}: {', '.join(parts)}, {summary.failed} failed"


def one_line(finding: Finding) -> str:
    """``XF101 duplicate-incident: event 7 created twice: cycles 1, 2``."""
    return f"{finding.rule} {finding.name}: {finding.message}"
