"""A run in one line, a finding in one line, and other short texts that several reports show."""

from __future__ import annotations

from ..judging.finding import Finding
from ..judging.identity import EVENT
from ..judging.outcome import Outcome
from ..judging.value_words import counted
from ..record.fetch_run import FetchRun


def created_words(outcome: Outcome) -> str:
    """``9 created``, ``6 events created``."""
    count = outcome.summary.unique
    events = outcome.judgement.identity.noun == EVENT
    return f"{counted(count, EVENT) if events else count} created"


def headline(outcome: Outcome) -> str:
    """``5 cycles: 9 created, 0 duplicates, 1 missed, 0 failed``."""
    summary = outcome.summary
    parts = [created_words(outcome), counted(summary.duplicates, "duplicate")]
    if summary.missed is not None:
        parts.append(f"{summary.missed} missed")
    elif outcome.verdicts is not None or outcome.never_reached:
        parts.append(f"missed unknown ({outcome.unproven})")
    if outcome.blocked:
        parts.append(f"{outcome.blocked} blocked")
    return f"{counted(summary.cycles, 'cycle')}: {', '.join(parts)}, {failed_words(outcome)}"


def failed_words(outcome: Outcome) -> str:
    """``2 failed``, ``2 failed (1 on purpose)``: an option or a fault of the scenario caused that one."""
    failed = outcome.judgement.tally.failed
    asked = failed - outcome.judgement.tally.unasked_failures
    return f"{failed} failed ({asked} on purpose)" if asked else f"{failed} failed"


def one_line(finding: Finding) -> str:
    """``XF101 duplicate-incident: event 7 created twice: cycles 1, 2``."""
    return f"{finding.rule} {finding.name}: {finding.message}"


def located(finding: Finding) -> str:
    """The finding in one line, with the line of the integration that it points at."""
    return f"{one_line(finding)}   {finding.line}" if finding.line else one_line(finding)


def unasked_failures(outcome: Outcome) -> list[str]:
    """A line for each failed cycle, without those that an option or a fault made fail on purpose."""
    return [
        f"cycle {run.cycle}: {run.message}"
        for run in outcome.runs
        if run.failed and not (run.failure and run.failure.on_purpose)
    ]


def new_words(outcome: Outcome, run: FetchRun) -> str:
    """How many incidents the fetch created for the first time; ``-`` where it failed and created none.

    What a failed fetch of events delivered before it failed stays delivered.
    """
    if not run.incidents and run.status != "ok":
        return "-"
    return str(len(run.incidents) - outcome.judgement.duplicates.get(run.cycle, 0))
