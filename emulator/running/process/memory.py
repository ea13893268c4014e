"""Measures how much memory a process and its children use."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress

from .descendants import PROC, with_descendants


def resident_bytes(pid: int) -> int:
    """Return the resident memory of the process and its descendants in bytes; 0 where it cannot be read.

    On systems without /proc the descendants are not counted.
    """
    if not PROC.is_dir():
        return _by_ps(pid)
    pages = 0
    for one in with_descendants(pid):
        with suppress(OSError, ValueError, IndexError):
            pages += int((PROC / str(one) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _by_ps(pid: int) -> int:
    """Return the resident memory of one process without its children, in bytes, on systems without /proc."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    with suppress(OSError, ValueError):
        return int(subprocess.run(command, capture_output=True, check=False).stdout) * 1024
    return 0
