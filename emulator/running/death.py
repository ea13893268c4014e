"""Why a child process, in which fetches run, ended: the status for its fetch, a message, a traceback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Death:
    """Why a child process, in which fetches run, ended."""

    status: str  # of the fetch: timeout or crashed
    message: str  # for the user
    trace: str = ""  # the traceback that the interpreter wrote on a fatal signal
