"""The setting that says where a run's cycles execute: in a child process, or in this one for
debuggers.

The module also finds the Python interpreter that the user names for the child.
"""

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
    """How the integration is isolated from xfetch: ``process``, ``inline`` or ``strict``.

    ``process`` runs it in a child process. ``strict`` does so too, and refuses to run if the system cannot
    give the child its own network namespace. ``inline`` runs it in this process, without limits. ``python``
    is the child's interpreter, None for the current one. ``real_timeout_s`` limits the real time of a fetch
    and ``memory_bytes`` the child's memory; None means no limit.
    """

    kind: str = INLINE
    python: str | None = None
    real_timeout_s: float | None = DEFAULT_REAL_TIMEOUT_S
    memory_bytes: int | None = DEFAULT_MEMORY_BYTES

    @property
    def outside(self) -> bool:
        """Whether the integration runs in a child process."""
        return self.kind in (PROCESS, STRICT)

    @property
    def strict(self) -> bool:
        """Whether the child process must have its own network namespace."""
        return self.kind == STRICT


def interpreter(given: str) -> str:
    """Return the path of the Python interpreter that the user names: a file, a command or a virtual
    environment.

    Raises UsageError if there is none.
    """
    path = Path(given)
    if path.is_dir():
        path = path / "bin" / "python"
    found = str(path) if path.is_file() else which(given)
    if found is None or not os.access(found, os.X_OK):
        raise UsageError(
            "the path names no Python interpreter",
            where=f"--python {given}",
            advice=("give its path, or the folder of a virtual environment",),
        )
    return found
