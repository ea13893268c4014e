"""One ``xfetch run`` in a process of its own, bounded in real time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 60.0


@dataclass(frozen=True)
class Ran:
    """``exit_code`` is None where the limit ended it; ``report`` is the JSON report, if any."""

    exit_code: int | None
    stderr: str
    report: Mapping[str, Any] | None


@dataclass(frozen=True)
class Bench:
    """``python`` has xfetch and the libraries of October 2022; ``options`` go to every run."""

    content: Path
    python: Path
    options: tuple[str, ...] = ()
    limit_s: float = LIMIT_S

    def run(
        self, target: Path, arguments: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> Ran:
        """Run the target of the checkout and read what came of it."""
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            report = Path(folder) / "run.json"
            command = [
                *("nice", "-n", "10", str(self.python), "-W", "ignore", "-m", "xfetch.cli"),
                *("run", str(self.content / target), "--content", str(self.content), "-q"),
                *self._command(target, arguments),
                *("-o", f"json:{report}", *self.options, *arguments),
            ]
            exit_code, stderr = bounded(command, folder, variables or {}, self.limit_s)
            return Ran(exit_code, stderr, _read(report))

    @staticmethod
    def _command(target: Path, arguments: Sequence[str]) -> tuple[str, ...]:
        # Some are long-running by their yml; counted is what fetches. A scenario names its command itself.
        named = "--scenario" in arguments or target.is_absolute()
        return () if named else ("--command", "fetch-incidents")


def bounded(
    command: list[str], folder: str, variables: Mapping[str, str], limit_s: float
) -> tuple[int | None, str]:
    """The exit code and stderr; at the limit the whole session of processes is killed."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": folder,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        _, stderr = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        _, stderr = process.communicate()
        return None, stderr
    return process.returncode, stderr


def _read(report: Path) -> Mapping[str, Any] | None:
    try:
        document: Mapping[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document
