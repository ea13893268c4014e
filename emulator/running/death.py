"""How a process that runs fetches died."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Death:
    """How a process that runs fetches died."""

    status: str  # of the fetch: timeout or crashed
    message: str  # for the user
    trace: str = ""  # the traceback that the interpreter wrote on a fatal signal
