"""The facts about the whole run that the page shows."""

from __future__ import annotations

from dataclasses import asdict

from ...judging.outcome import Outcome
from ...record.entries import Json
from ...version import xfetch_version
from ..last_run_words import single_key
from ..text import open_network
from ..verdict_rows import verdict_words
from .cycles import seconds


def opening(outcome: Outcome) -> dict[str, Json]:
    """Names, clock and counts of the run, as JSON values."""
    dossier = outcome.dossier
    integration, clock, setting = dossier.integration, dossier.clock, dossier.setting
    verdicts = outcome.verdicts
    facts = [f"identity: {outcome.judgement.identity.describe()}", f"vendor: {setting.vendor}"]
    if setting.common_server:
        facts.append(f"CommonServerPython: {setting.common_server}")
    if line := open_network(outcome):
        facts.append(line)
    if setting.filled:
        facts.append(f"filled in: {', '.join(setting.filled)}")
    facts += [f"assumed: {name}={value}" for name, value in sorted(setting.assumptions.items())]
    return {
        "name": integration.name,
        "command": integration.command,
        "noun": outcome.judgement.identity.noun,
        "file": integration.path,
        "start": seconds(clock.start),
        "interval": clock.interval_s,
        "tz": clock.tz,
        "facts": facts,
        "key": single_key(outcome.runs),
        "verdicts": verdict_words(verdicts) if verdicts is not None else None,
        "summary": asdict(outcome.summary),
        "unknown": outcome.unproven
        if verdicts is not None or outcome.never_reached
        else "no ground truth",
        "stop": outcome.stop,
        "version": xfetch_version(),
    }
