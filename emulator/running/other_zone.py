"""Compares a run with the same run in another time zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..judging.finding import INFO, OFF, Finding
from ..judging.identity import Identity
from ..judging.outcome import Outcome
from ..judging.rules.zone import SAME, ZONE, differs_in_zone
from ..record.entries import Line
from ..record.fetch_run import INTERRUPTED, History
from ..request.request import Request


def compared(
    outcome: Outcome, request: Request, zone: str, run_again: Callable[[Request], Outcome]
) -> Outcome:
    """Run the request again in another time zone; return the outcome with a finding about the first fetch
    that differs, or with one that says that the run is the same.

    If the rule is off, nothing runs and the outcome stays. If Ctrl-C ends the second run, the outcome says
    that it was interrupted. Only the first run is written into a store.
    """
    severity = request.judging.severities.get(ZONE.code, "")
    if severity == OFF:
        return outcome
    try:
        there = run_again(replace(request, scenario=replace(request.scenario, tz=zone)))
    except KeyboardInterrupt:
        # An interrupted run cannot be compared.
        return outcome.stopped(INTERRUPTED)
    lines = outcome.dossier.facts.code.get("local_times")
    naive = Line(outcome.dossier.integration.path, lines[0]) if lines else None
    lost = _lost(outcome, there)
    found = tuple(differs_in_zone(outcome.runs, there.runs, zone, naive, lost))
    if not found:
        same = f"with TZ={zone} the run is the same"
        found = (Finding(ZONE.code, SAME, INFO, None, same, {"tz": zone}),)
    elif severity:
        found = tuple(replace(item, severity=severity) for item in found)
    return outcome.with_findings(found)


def _lost(here: Outcome, there: Outcome) -> list[str]:
    """Return the ids of the events that the run ``here`` created and the run ``there`` did not."""
    identity = here.judgement.identity
    came = _created(there.runs, identity)
    return [one for one in _created(here.runs, identity) if one not in came]


def _created(runs: History, identity: Identity) -> dict[str, None]:
    return {identity.of(incident): None for run in runs for incident in run.incidents}
