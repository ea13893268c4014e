"""Finds the processes of a run by a text in their environment, since a run may have numbers of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from xfetch.emulator.running.process.template import templates

# What begins with PYTHON reaches the child process, and what the integration starts.
MARK = "PYTHON_XFETCH_TEST_MARK"


def left_by_runs(mark: str) -> dict[int, str]:
    """The marked processes that are left when the template, which waits for the next run, has ended."""
    templates.close()
    return marked_processes(mark)


def marked_processes(mark: str) -> dict[int, str]:
    """The command lines of all processes, by their numbers here, that were started with the mark."""
    wanted = f"{MARK}={mark}"
    if not Path("/proc/self").exists():
        listed = subprocess.run(
            ["ps", "-axEww", "-o", "pid=,command="], capture_output=True, text=True, check=True
        )
        lines = (line.split(None, 1) for line in listed.stdout.splitlines())
        return {int(pid): text for pid, text in lines if wanted in text}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted.encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = str((folder / "cmdline").read_bytes())
        except OSError:
            continue
    return found
