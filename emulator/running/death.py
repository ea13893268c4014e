"""Why a child process, in which fetches run, ended: the status for its fetch, a message, a traceback."""

from __future__ import annotations

from dataclasses import dataclass

# Begins the line with which a process tells what it held, before it is killed.
POINT_MARK = "xfetch held "


@dataclass(frozen=True)
class Death:
    """Why a child process, in which fetches run, ended."""

    status: str  # of the fetch: timeout or crashed
    message: str  # for the user
    trace: str = ""  # the traceback that the interpreter wrote on a fatal signal


def traceback_rows(trace: str) -> list[str]:
    """Return the lines of a fatal signal's traceback, without those that the process wrote for xfetch."""
    return [row for row in trace.splitlines() if row.strip() and not row.startswith(POINT_MARK)]
