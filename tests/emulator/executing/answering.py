"""Answers the requests of the tests of a cluster, in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from xfetch.emulator.executing.executor import Task
from xfetch.emulator.executing.served import serve
from xfetch.emulator.record.entries import CheckedJson, Json


class Asking(Task[str, str]):
    """Asks what a file holds; some names of files mean something else."""

    module = __name__

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self.files = tuple(files)

    def do(self, job: str) -> str:
        return Path(job).read_text(encoding="utf-8")

    def lost(self, job: str, cause: str) -> str:
        return f"lost: {cause}"

    def needs(self, jobs: Iterable[str]) -> Iterable[Path]:
        return self.files

    def request(self, job: str, place: Callable[[Path], str]) -> Mapping[str, Json]:
        return {"job": job, "file": place(Path(job.partition(" ")[2] or job))}

    def read(self, job: str, answer: CheckedJson) -> str:
        return str(answer)


def answered(request: Any) -> Json:
    """Answer one request.

    ``die FILE`` ends this process; ``kill FILE`` the worker, each time; ``kill-once FILE`` the first time;
    ``where FILE`` asks for the path, ``print FILE`` prints something, ``wait FILE`` never answers.
    """
    what, _, name = request["job"].partition(" ")
    file = Path(request["file"])
    if what == "die":
        os._exit(3)
    if what == "kill" or (what == "kill-once" and not Path(name).exists()):
        if what == "kill-once":
            Path(name).touch()
        os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
    if what == "wait":
        signal.pause()
    if what == "where":
        return str(file)
    if what == "print":
        print("this must not be an answer", flush=True)
    return file.read_text(encoding="utf-8") if file.exists() else "done"


if __name__ == "__main__":
    serve(answered)
