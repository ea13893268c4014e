"""Judging a run: which incidents are the same event, and what the rules say. Reads the record alone.

The fetches are read twice at most: the first of them to choose what tells events apart, then all of
them once, past every rule at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .finding import Finding
from .history import FetchRun, History
from .identity import CreatedEvents, Identity, choose_identity
from .missed import Missed, Verdict
from .record import Json
from .rules import RULES, Case
from .tally import Tally
from .vendor_event import VendorEvent
from .window import Window, asked_from

# A long run's identity is chosen from its first incidents; more of them would not change the choice.
_SAMPLE_INCIDENTS = 2_000
_SAMPLE_CYCLES = 5_000


@dataclass(frozen=True)
class Judgement:
    """``duplicates`` counts those of each cycle that has any; ``missed`` is None without ground truth."""

    identity: Identity
    duplicates: dict[int, int]
    missed: tuple[Missed, ...] | None
    findings: tuple[Finding, ...]
    window: Window | None
    tally: Tally


def judge(
    runs: History,
    case: Case | None = None,
    *,
    id_field: str | None = None,
    truth: Sequence[VendorEvent] | None = None,
) -> Judgement:
    """Identity, duplicates, the first run's window, and the findings of every rule.

    ``case`` holds what is known besides; its identity and window are found here.
    """
    identity, window = _first_look(runs, id_field, truth)
    known = replace(case or Case(identity), identity=identity, window=window)
    created, tally = CreatedEvents(identity), Tally()
    verdict = None if truth is None else Verdict(truth, identity, window.start if window else None)
    folds = [rule.fold(rule, known) for rule in RULES]
    found: list[list[Finding]] = [[] for _ in folds]
    duplicates: dict[int, int] = {}
    for run in runs:
        repeated = created.add(run.cycle, run.incidents)
        if repeated:
            duplicates[run.cycle] = len(repeated)
        tally.see(run)
        if verdict is not None:
            verdict.see(run)
        for fold, findings in zip(folds, found, strict=True):
            findings.extend(fold.see(run, repeated))
    missed = None if verdict is None else verdict.missed()
    for fold, findings in zip(folds, found, strict=True):
        findings.extend(fold.end(missed or ()))
    flat = tuple(finding for findings in found for finding in findings)
    return Judgement(identity, duplicates, missed, flat, window, tally)


def _first_look(
    runs: History, id_field: str | None, truth: Sequence[VendorEvent] | None
) -> tuple[Identity, Window | None]:
    """What tells events apart, and the window that the first run asked for."""
    batches: list[tuple[Json, ...]] = []
    first: FetchRun | None = None
    sampled = 0
    for number, run in enumerate(runs):
        first = first or (run if run.first_run else None)
        batches.append(run.incidents)
        sampled += len(run.incidents)
        if sampled >= _SAMPLE_INCIDENTS or number >= _SAMPLE_CYCLES:
            break
    truth_ids = frozenset(event.id for event in truth) if truth is not None else None
    window = asked_from(first.record.exchanges, first.at) if first else None
    return choose_identity(batches, id_field, truth_ids), window
