"""A run in one line, and a finding in one line: what every short report says."""

from __future__ import annotations

from ..judging.finding import Finding
from ..judging.identity import EVENT
from ..judging.outcome import Outcome


def created_words(outcome: Outcome) -> str:
    """``9 created``, ``6 events created``."""
    count = outcome.summary.unique
    if outcome.judgement.identity.noun == EVENT:
        return f"{count} event{'s' if count != 1 else ''} created"
    return f"{count} created"


def headline(outcome: Outcome) -> str:
    """``5 cycles: 9 created, 0 duplicates, 1 missed, 0 failed``."""
    summary = outcome.summary
    cycles = "1 cycle" if summary.cycles == 1 else f"{summary.cycles} cycles"
    duplicates = "1 duplicate" if summary.duplicates == 1 else f"{summary.duplicates} duplicates"
    parts = [created_words(outcome), duplicates]
    if summary.missed is not None:
        parts.append(f"{summary.missed} missed")
    elif outcome.verdicts is not None or outcome.never_reached:
        parts.append(f"missed unknown ({outcome.unproven})")
    if outcome.blocked:
        parts.append(f"{outcome.blocked} blocked")
    return f"{cycles}: {', '.join(parts)}, {failed_words(outcome)}"


def failed_words(outcome: Outcome) -> str:
    """``2 failed``, ``2 failed (1 on purpose)``: an option or a fault asked for that one."""
    failed = outcome.judgement.tally.failed
    asked = failed - outcome.judgement.tally.unasked_failures
    return f"{failed} failed ({asked} on purpose)" if asked else f"{failed} failed"


def one_line(finding: Finding) -> str:
    """``XF101 duplicate-incident: event 7 created twice: cycles 1, 2``."""
    return f"{finding.rule} {finding.name}: {finding.message}"
