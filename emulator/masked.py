"""A fetch with every secret replaced, which is the only form in which it leaves the engine."""

from __future__ import annotations

from dataclasses import replace

from .history import Failure, FetchRun, LastRunChange
from .secrets import Mask


def masked(run: FetchRun, mask: Mask) -> FetchRun:
    """The same fetch with secrets replaced in every text it holds."""
    return replace(
        run,
        message=mask.text(run.message),
        lost_change=mask.json(run.lost_change),
        last_run=_last_run(run.last_run, mask),
        incidents=tuple(mask.json(incident) for incident in run.incidents),
        dropped=tuple(mask.json(incident) for incident in run.dropped),
        failure=masked_failure(run.failure, mask),
        record=mask.record(run.record),
    )


def _last_run(change: LastRunChange, mask: Mask) -> LastRunChange:
    return replace(
        change,
        before=mask.json(change.before),
        asked=mask.json(change.asked),
        after=mask.json(change.after),
    )


def masked_failure(failure: Failure | None, mask: Mask) -> Failure | None:
    """Why the fetch failed, with secrets replaced."""
    if failure is None:
        return None
    return replace(
        failure,
        message=mask.text(failure.message),
        trace=mask.text(failure.trace),
        cause=mask.text(failure.cause),
    )
