"""Files without a name that processes share: the two files of the journal, and the output of a child.

On Linux they are memory and never reach a disk. Elsewhere they are files on disk that were deleted
immediately after opening.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

HEAD_BYTES = 1 << 16  # the size of the journal's head


class JournalFiles(NamedTuple):
    """The file descriptors of the two files (head and tail) of the journal of the running fetch."""

    head: int
    tail: int

    def restore(self) -> None:
        """Set the head of the journal to its fixed size again, before it is mapped.

        On a system that cannot seal files a process may have changed the size.
        """
        if os.fstat(self.head).st_size != HEAD_BYTES:
            os.ftruncate(self.head, HEAD_BYTES)


@contextmanager
def journal_files() -> Iterator[JournalFiles]:
    """Open the two files of an empty journal; they are closed when the context ends."""
    with memory_file("xfetch-journal") as head, memory_file("xfetch-journal-tail") as tail:
        os.ftruncate(head, HEAD_BYTES)
        _seal(head)
        _append_only(tail)
        yield JournalFiles(head, tail)


@contextmanager
def appended_file() -> Iterator[int]:
    """Open a file without a name, to which every write appends; it is closed when the context ends."""
    with memory_file("xfetch-output") as fd:
        _append_only(fd)
        yield fd


@contextmanager
def memory_file(name: str) -> Iterator[int]:
    """Open a file without a name (memory on Linux, else a deleted file), and yield its descriptor."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    else:
        # Imported here: before the child process is started, nothing is imported that it can do without.
        import tempfile

        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    try:
        yield fd
    finally:
        os.close(fd)


def _append_only(fd: int) -> None:
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)


def _seal(fd: int) -> None:
    """Fix the size of the journal's head: a process that maps a file dies if the file shrinks."""
    with suppress(AttributeError, OSError):
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
