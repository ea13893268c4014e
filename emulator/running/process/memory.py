"""Measures how much memory a process and its children use."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def resident_bytes(pid: int) -> int:
    """Return the resident memory of the process and its descendants in bytes; 0 where it cannot be read.

    On systems without /proc the descendants are not counted.
    """
    if not _PROC.is_dir():
        return _by_ps(pid)
    total, left = 0, [pid]
    while left:
        one = left.pop()
        with suppress(OSError, ValueError, IndexError):
            pages = int((_PROC / str(one) / "statm").read_text().split()[1])
            total += pages * os.sysconf("SC_PAGE_SIZE")
            children = _PROC / str(one) / "task" / str(one) / "children"
            left.extend(map(int, children.read_text().split()))
    return total


def _by_ps(pid: int) -> int:
    """Return the resident memory of one process without its children, in bytes, on systems without /proc."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    with suppress(OSError, ValueError):
        return int(subprocess.run(command, capture_output=True, check=False).stdout) * 1024
    return 0
