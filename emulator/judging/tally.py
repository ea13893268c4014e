"""Counts fetches, incidents and requests of a run."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.delivery import INTAKE, assets_taken, refusals
from ..record.entries import Call
from ..record.fetch_run import SENDERS, FetchRun


@dataclass
class Tally:
    """Counts over the fetches that were passed to ``see``.

    ``unasked_failures`` counts failed fetches that neither an option nor a fault caused;
    ``exchanges`` counts all requests, ``answered`` those that the product answered;
    ``proven`` counts fetches that ended well without an attempt (a request that nothing answers);
    ``caught`` counts fetches whose code caught the error of a call that sends; ``dropped`` counts the
    incidents that a fetch sent before it failed.
    """

    cycles: int = 0
    ok: int = 0
    failed: int = 0
    skipped: int = 0
    incidents: int = 0
    dropped: int = 0
    unasked_failures: int = 0
    exchanges: int = 0
    answered: int = 0
    proven: int = 0
    caught: int = 0
    assets: int = 0

    def see(self, run: FetchRun) -> None:
        """Add one fetch to the counts."""
        self.cycles += 1
        self.ok += run.status == "ok"
        self.failed += run.failed
        self.skipped += run.status == "skipped"
        self.incidents += len(run.incidents)
        self.dropped += len(run.dropped)
        self.assets += assets_taken(run.record)
        exchanges, attempts = run.record.exchanges, run.record.attempts
        self.exchanges += len(exchanges) + len(attempts)
        # A request that no route of the scenario matched was not answered by the product.
        self.answered += sum(one.status is not None and not one.tried for one in exchanges)
        self.caught += caught(run) is not None
        self.proven += run.status == "ok" and not attempts
        on_purpose = run.failure is not None and run.failure.on_purpose
        self.unasked_failures += run.failed and not on_purpose


def unsent(run: FetchRun) -> Call | None:
    """Return the first call that should have created incidents or sent events, and failed; None without one.

    A request that a busy intake refused does not count if the intake took it later.
    """
    failed = [call for call in run.record.named(*SENDERS) if call.error]
    if not failed:
        return None
    lost = refusals(run.record)
    return next((call for call in failed if call.name != INTAKE or call in lost), None)


def caught(run: FetchRun) -> Call | None:
    """Return the call that should have sent the incidents of a fetch and failed, although the fetch ended
    well because its code caught the error. None without such a call.
    """
    if run.status != "ok":
        return None
    return unsent(run)
