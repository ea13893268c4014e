"""Starts the child processes of one run. A child may wait for its order (what to run), because it was
started early or has finished another order of the same run.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from ...record.memory_files import appended_file, journal_files
from .checkpoints import Checkpoints
from .child_handle import Child
from .template import circumstances, templates

if TYPE_CHECKING:
    # A child is started before the command imports anything else.
    from ...files_read import FilesRead


class Children:
    """A context manager that starts the child processes of one run and holds what they share: the journal,
    and the file of their output.

    It imports little, so that a command can call ``start_ahead`` before its own imports: the child then
    imports on another core at the same time. No code of the user runs before the order (what to run) comes.
    ``many`` says that many orders follow one another. When a child repeats fetches, it then continues after
    the last one that is needed, so that it can take the next order: a new child costs more than these
    fetches. ``reads`` gets the record of the files that the children read; None for no record.
    """

    def __init__(self, *, many: bool = False, reads: FilesRead | None = None) -> None:
        self.many = many
        self.reads = reads
        with ExitStack() as stack:
            self.journal = stack.enter_context(journal_files())
            self.fault_fd = stack.enter_context(appended_file())
            self._stack = stack.pop_all()
        self._waiting: tuple[object, Child] | None = None
        # Of the last run that was not a repetition.
        self.checkpoints = Checkpoints()

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
                self._waiting[1].close(waits=True)

    def start_ahead(self) -> Child:
        """Start a child with this interpreter and the usual environment. It waits for its order."""
        child = self._started(None, ())
        self._waiting = circumstances(None, ()), child
        return child

    @property
    def waits(self) -> bool:
        """Whether a child waits for an order."""
        return self._waiting is not None

    def keep(self, child: Child, python: str | None, env: tuple[str, ...]) -> None:
        """Keep a child that has finished its order, so that it can get another one."""
        if self._waiting is not None:
            self._waiting[1].close(waits=True)
        self._waiting = circumstances(python, env), child

    def start(self, python: str | None, env: tuple[str, ...]) -> Child:
        """Return a child that waits for its order. It is the one that waits already if interpreter and
        environment fit; else a new one.

        ``python`` is the path of its interpreter, None for the one of this process. ``env`` are the names of
        environment variables that it gets beside the usual ones.

        Raises UsageError if the interpreter cannot be run.
        """
        if self._waiting is not None:
            (started_in, child), self._waiting = self._waiting, None
            if child.alive and started_in == circumstances(python, env):
                return child
            child.close(waits=True)
        return self._started(python, env)

    def _started(self, python: str | None, env: tuple[str, ...]) -> Child:
        template = templates.get(python, env, self.fault_fd)
        return Child(template, (*self.journal, self.fault_fd))
