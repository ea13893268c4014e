"""Starts the child processes of one run. A child may wait for its order (what to run), because it was
started early or has finished another order of the same run.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from types import TracebackType

from ...integration.environment import small_environment
from ...record.memory_files import appended_file, journal_files
from .child_handle import Child

# The platform's images have the locale C.UTF-8 (observed); this machine may have another. With a fixed seed,
# sets of texts have the same order in every process.
_OWN = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}


class Children:
    """A context that starts the children of one run and holds what they share: the journal, and the file of
    their output.

    It imports little, so that a command can call ``start_ahead`` before its own imports: the child then
    imports on another core at the same time. No code of the user runs before the order comes.
    """

    def __init__(self) -> None:
        with ExitStack() as stack:
            self.journal = stack.enter_context(journal_files())
            self.fault_fd = stack.enter_context(appended_file())
            self._stack = stack.pop_all()
        self._waiting: tuple[object, Child] | None = None

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if self._waiting is not None:
                self._waiting[1].close()

    def start_ahead(self) -> Child:
        """Start a child with this interpreter and the usual environment. It waits for its order."""
        child = self._started(None, ())
        self._waiting = _circumstances(None, ()), child
        return child

    @property
    def waits(self) -> bool:
        """Whether a child waits for an order."""
        return self._waiting is not None

    def keep(self, child: Child, python: str | None, env: tuple[str, ...]) -> None:
        """Keep a child that has finished its order, so that it can get another one."""
        if self._waiting is not None:
            self._waiting[1].close()
        self._waiting = _circumstances(python, env), child

    def start(self, python: str | None, env: tuple[str, ...]) -> Child:
        """Return a child that waits for its order. It is the one that waits already if interpreter and
        environment fit; else a new one.

        ``python`` is the path of its interpreter, None for the one of this process. ``env`` are the names of
        environment variables that it gets beside the usual ones.

        Raises UsageError if the interpreter cannot be run.
        """
        if self._waiting is not None:
            (circumstances, child), self._waiting = self._waiting, None
            if child.alive and circumstances == _circumstances(python, env):
                return child
            child.close()
        return self._started(python, env)

    def _started(self, python: str | None, env: tuple[str, ...]) -> Child:
        variables = {**small_environment(os.environ, env), **_OWN}
        return Child(python, variables, (*self.journal, self.fault_fd))


def _circumstances(python: str | None, env: tuple[str, ...]) -> object:
    """Return what is fixed when a process starts and an order cannot change: interpreter, environment,
    import path.
    """
    return python, small_environment(os.environ, env), list(sys.path)
