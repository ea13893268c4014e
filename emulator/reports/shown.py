"""Chooses which findings the first screen shows: errors, warnings, and those infos that explain the run; and
what a table of cycles says of each."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.finding import INFO, Finding
from ..judging.outcome import Outcome
from ..record.fetch_run import FetchRun

# Shown first: with this finding the scenario itself may be the cause of all others.
_DOUBTFUL = ("XF415",)
# Infos that explain what the table shows. Of other infos only the names are shown without ``-v``.
_EXPLAINING = ("XF201", "XF401", "XF414")


def shown_findings(outcome: Outcome, everything: bool = False) -> list[Finding]:
    """Return the findings that a report shows in full; with ``everything`` all findings of the run.

    Without ``everything`` the infos are left out, except those that explain what the table shows. A finding
    that makes all others doubtful comes first; the others keep the order of ``outcome.findings``.
    """
    return [item for item in _doubts_first(outcome) if everything or not is_aside(item)]


def asides(outcome: Outcome) -> dict[str, str]:
    """Return the code and the name of each info of which only the name is shown."""
    return {item.rule: item.name for item in outcome.findings if is_aside(item)}


def is_aside(finding: Finding) -> bool:
    """Whether the first screen shows only the name of the finding."""
    return finding.severity == INFO and finding.rule not in _EXPLAINING


def _doubts_first(outcome: Outcome) -> Iterator[Finding]:
    yield from (item for item in outcome.findings if item.rule in _DOUBTFUL)
    yield from (item for item in outcome.findings if item.rule not in _DOUBTFUL)


def message_of(outcome: Outcome, run: FetchRun) -> str:
    """Return a fetch's message for a table of cycles, after its command where that is not the run's."""
    is_other = run.command != outcome.dossier.integration.command
    return f"{run.command}: {run.message}" if is_other else run.message
