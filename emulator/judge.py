"""Judging a run: which incidents are the same event, and what the rules say. Reads the record alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .finding import Finding
from .history import FetchRun
from .identity import Duplicate, Identity, choose_identity, find_duplicates
from .missed import Missed, find_missed
from .record import Json
from .rules import RULES, Judged
from .vendor_event import VendorEvent
from .window import Window, asked_from, first_fetch_hint


@dataclass(frozen=True)
class Judgement:
    identity: Identity
    duplicates: tuple[Duplicate, ...]
    missed: tuple[Missed, ...] | None
    findings: tuple[Finding, ...]
    window: Window | None

    @staticmethod
    def first_fetch(params: Mapping[str, Json]) -> str | None:
        """The parameter that bounds the first run, as the report names it."""
        return first_fetch_hint(params)


def judge(
    runs: tuple[FetchRun, ...],
    *,
    id_field: str | None = None,
    truth: tuple[VendorEvent, ...] | None = None,
    complete: bool = True,
    strict: bool = False,
) -> Judgement:
    """Identity, duplicates, the first run's window, and the findings of every rule."""
    truth_ids = frozenset(event.id for event in truth) if truth is not None else None
    identity = choose_identity([run.incidents for run in runs], id_field, truth_ids)
    duplicates = tuple(find_duplicates(((run.cycle, run.incidents) for run in runs), identity))
    first = next((run for run in runs if run.first_run), None)
    window = asked_from(first.record.exchanges, first.at) if first else None
    missed = (
        find_missed(runs, truth, identity, window.start if window else None)
        if truth is not None
        else None
    )
    judged = Judged(runs, identity, duplicates, missed or (), window, complete, strict)
    findings = tuple(finding for rule in RULES for finding in rule.judge(rule, judged))
    return Judgement(identity, duplicates, missed, findings, window)
