"""Starts the child processes of one run, the first one before its order is known if a caller wants that."""

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
    """A context that holds what the children of one run share: the journal, and the file of their output.

    It imports little, so that a command can call ``start_ahead`` before its own imports: the child then
    imports on another core at the same time. No code of the user runs before the order comes.
    """

    def __init__(self) -> None:
        with ExitStack() as stack:
            self.journal = stack.enter_context(journal_files())
            self.fault_fd = stack.enter_context(appended_file())
            self._stack = stack.pop_all()
        self._ahead: tuple[object, Child] | None = None

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if self._ahead is not None:
                self._ahead[1].close()

    def start_ahead(self) -> Child:
        """Start a child with the usual interpreter and environment, which waits for its order."""
        child = self._started(None, ())
        self._ahead = _circumstances(None, ()), child
        return child

    def start(self, python: str | None, env: tuple[str, ...]) -> Child:
        """Return a child that waits for its order: the one that was started ahead, if it is as wanted.

        ``python`` is the path of its interpreter, None for the one of this process. ``env`` are the names of
        environment variables that it gets beside the usual ones.

        Raises UsageError where the interpreter cannot be run.
        """
        if self._ahead is not None:
            (circumstances, child), self._ahead = self._ahead, None
            if circumstances == _circumstances(python, env):
                return child
            child.close()
        return self._started(python, env)

    def _started(self, python: str | None, env: tuple[str, ...]) -> Child:
        variables = {**small_environment(os.environ, env), **_OWN}
        return Child(python, variables, (*self.journal, self.fault_fd))


def _circumstances(python: str | None, env: tuple[str, ...]) -> object:
    """What a process keeps from its start on, and an order cannot change."""
    return python, small_environment(os.environ, env), list(sys.path)
