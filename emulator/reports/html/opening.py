"""The data about the whole run for the HTML page."""

from __future__ import annotations

from ...judging.outcome import Outcome
from ...record.entries import Json
from ...version import xfetch_version
from ..guess_words import guess_words
from ..headline import headline, verdict_word, why_missed_is_unknown
from ..last_run_words import single_key
from ..screen.provenance import open_network
from ..screen.snapshots import HEAD, cells_of
from ..verdict_rows import verdict_words
from .cycles import seconds
from .events import verdict_names

# A page shows all of so many asset snapshots; of more than that only those that went wrong.
MOST_SNAPSHOTS = 500


def opening(outcome: Outcome) -> dict[str, Json]:
    """Return the names, clock, verdict and counts of the run, as JSON values."""
    dossier = outcome.dossier
    integration, clock = dossier.integration, dossier.clock
    identity, verdicts = outcome.judgement.identity, outcome.verdicts
    return {
        "name": integration.name,
        "command": integration.command,
        "noun": identity.noun,
        "leaf": identity.path.rpartition(".")[2],
        "file": integration.path,
        "start": seconds(clock.start),
        "interval": clock.interval_s,
        "asked": clock.cycles,
        "tz": clock.tz,
        "facts": _facts(outcome),
        "key": single_key(outcome.runs),
        "verdict": verdict_word(outcome),
        "headline": headline(outcome),
        "differs": None if outcome.differs is None else list(outcome.differs),
        "names": verdict_names(outcome),
        "judged": verdicts is not None,
        "verdicts": verdict_words(verdicts) if verdicts is not None else None,
        "unknown": why_missed_is_unknown(outcome) if outcome.summary.missed is None else "",
        "stop": outcome.stop,
        "snapshots": _snapshots(outcome),
        "version": xfetch_version(),
    }


def _snapshots(outcome: Outcome) -> Json:
    """Return the table of the asset snapshots: its head, and of each row the cells and what went wrong;
    None without a snapshot.
    """
    found = outcome.judgement.snapshots
    if not found:
        return None
    kept = [one for one in found if one.is_wrong] if len(found) > MOST_SNAPSHOTS else list(found)
    rows = [[*cells_of(one), one.wrong] for one in kept[:MOST_SNAPSHOTS]]
    return {"head": [*HEAD, "what went wrong"], "rows": rows, "all": len(found)}


def _facts(outcome: Outcome) -> list[Json]:
    setting = outcome.dossier.setting
    facts = [f"identity: {outcome.judgement.identity.describe()}", f"vendor: {setting.vendor}"]
    if setting.common_server:
        facts.append(f"CommonServerPython: {setting.common_server}")
    if line := open_network(outcome):
        facts.append(line)
    if setting.filled:
        facts.append(f"filled in: {', '.join(setting.filled)}")
    return [
        *facts,
        *guess_words(outcome),
        *(f"assumed: {name}={value}" for name, value in sorted(setting.assumptions.items())),
    ]
