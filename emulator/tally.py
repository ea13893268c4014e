"""Counts over a run's fetches, taken while they pass."""

from __future__ import annotations

from dataclasses import dataclass

from .history import FetchRun


@dataclass
class Tally:
    """``unasked_failures`` are failed fetches that no option asked for."""

    cycles: int = 0
    ok: int = 0
    failed: int = 0
    skipped: int = 0
    incidents: int = 0
    unasked_failures: int = 0
    exchanges: int = 0

    def see(self, run: FetchRun) -> None:
        self.cycles += 1
        self.ok += run.status == "ok"
        self.failed += run.failed
        self.skipped += run.status == "skipped"
        self.incidents += len(run.incidents)
        self.exchanges += len(run.record.exchanges) + len(run.record.attempts)
        on_purpose = run.failure is not None and run.failure.on_purpose
        self.unasked_failures += run.failed and not on_purpose
