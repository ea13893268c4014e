"""Counts over a run's fetches, taken while they pass."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.fetch_run import FetchRun


@dataclass
class Tally:
    """``unasked_failures`` are failed fetches that no option and no fault asked for.

    ``proven`` are fetches that ended well and asked nothing in vain; ``answered`` are requests that the
    product answered.
    """

    cycles: int = 0
    ok: int = 0
    failed: int = 0
    skipped: int = 0
    incidents: int = 0
    unasked_failures: int = 0
    exchanges: int = 0
    answered: int = 0
    proven: int = 0

    def see(self, run: FetchRun) -> None:
        self.cycles += 1
        self.ok += run.status == "ok"
        self.failed += run.failed
        self.skipped += run.status == "skipped"
        self.incidents += len(run.incidents)
        exchanges, attempts = run.record.exchanges, run.record.attempts
        self.exchanges += len(exchanges) + len(attempts)
        # A route that did not fit is no answer of the product.
        self.answered += sum(one.status is not None and not one.tried for one in exchanges)
        self.proven += run.status == "ok" and not attempts
        on_purpose = run.failure is not None and run.failure.on_purpose
        self.unasked_failures += run.failed and not on_purpose
