"""Runs the command line many times, and sends it a signal at another step each time.

    python -m tests.cli.killed FOLDER SIGNAL COUNT

A step is whatever touches files or starts a process; an audit hook sees it just before it happens. Prints
the exit codes as JSON, each beside the folder ``FOLDER/NUMBER`` that the run had for itself.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from xfetch.cli.entry import main

STEPS = ("os.mkdir", "os.rename", "os.rmdir", "os.remove", "sqlite3.connect", "subprocess.Popen")
OUTPUTS = ("s.sqlite", "r.json", "r.html", "r.har")
COMMAND = ["run", "Probe", "--cycles", "3", "--store", "s.sqlite", "--record", "r.har"]
COMMAND += ["-o", "json:r.json", "-o", "html:r.html"]


def run_forked(folder: Path, step: Callable[[], None]) -> int:
    """The exit code of one run in that folder; ``step`` is called before each step of it."""
    process = os.fork()
    if process == 0:
        code = 70
        try:
            code = _run(folder, step)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _run(folder: Path, step: Callable[[], None]) -> int:
    os.chdir(folder)
    os.environ["TMPDIR"] = str(folder / "tmp")
    tempfile.tempdir = None
    tempfile.gettempdir()  # Python tries the folder with a file of its own, which no signal is to leave there
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in STEPS or (event == "open" and args[1] == "w"):
            step()

    sys.addaudithook(hook)
    sys.argv = ["xfetch", *COMMAND]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


class Countdown:
    """Sends the process a signal at the step ``at``."""

    def __init__(self, number: int, at: int) -> None:
        self._number = number
        self._left = at

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), self._number)


def killed(folder: Path, number: int, count: int) -> dict[int, int]:
    """The exit codes of runs that got the signal at ``count`` steps, from the first one to the last."""
    read, write = os.pipe()
    run_forked(folder / "whole", lambda: os.write(write, b".") and None)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        steps = len(pipe.read())
    codes = {}
    for turn in range(count):
        at = 1 + turn * (steps - 1) // (count - 1)
        own = folder / str(at)
        shutil.copytree(folder / "whole", own)
        codes[at] = run_forked(own, Countdown(number, at))
        if number == signal.SIGKILL:
            run_forked(own, lambda: None)
    return codes


if __name__ == "__main__":
    print(json.dumps(killed(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
