"""Where the cycles run: in a supervised child process, or inline for debuggers; the record is the same."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from ..errors import UsageError

PROCESS, INLINE, STRICT = "process", "inline", "strict"
DEFAULT_REAL_TIMEOUT_S = 30.0
DEFAULT_MEMORY_BYTES = 1 << 30


@dataclass(frozen=True)
class Isolation:
    """``python`` is the child's interpreter, None for this one.

    ``real_timeout_s`` bounds the real time of a fetch, ``memory_bytes`` the child's memory; None for no
    bound. Inline there is no child, and nothing is bounded. Strict is a child that refuses to run where the
    system gives it no network of its own.
    """

    kind: str = INLINE
    python: str | None = None
    real_timeout_s: float | None = DEFAULT_REAL_TIMEOUT_S
    memory_bytes: int | None = DEFAULT_MEMORY_BYTES

    @property
    def outside(self) -> bool:
        return self.kind in (PROCESS, STRICT)

    @property
    def strict(self) -> bool:
        return self.kind == STRICT


def interpreter(given: str) -> str:
    """The interpreter that a path means: the file itself, or that of a virtual environment's folder.

    Raises UsageError for a path at which there is none.
    """
    path = Path(given)
    if path.is_dir():
        path = path / "bin" / "python"
    found = str(path) if path.is_file() else which(given)
    if found is None or not os.access(found, os.X_OK):
        raise UsageError(
            "no Python interpreter is there",
            where=f"--python {given}",
            advice=("give its path, or the folder of a virtual environment",),
        )
    return found
