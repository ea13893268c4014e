"""Why a run's cycles ended."""

from __future__ import annotations

from dataclasses import dataclass

from .entries import Attempt

COMPLETE, INTERRUPTED, NOT_ANSWERED = "complete", "interrupted", "not answered"


@dataclass(frozen=True)
class Stop:
    """Why no further cycle runs, and the attempts that nothing answered."""

    reason: str
    attempts: tuple[Attempt, ...] = ()
