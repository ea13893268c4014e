"""What the running fetch has done so far, in memory that outlives the process which did it.

One file without a name, shared by the process that runs the cycles, the processes it forks, and the one
that watches over it. On Linux the file is memory and nothing of it reaches a disk; what was written
before a kill is there after it.

Its head is mapped: there the process that runs the cycles writes without asking the kernel, each line
whole before the count of bytes that stand there says so. What does not fit is appended behind the head,
and so is everything once something was forked: each line is one append, which the kernel makes whole,
so that two processes that write at the same time do not mix.

The first line says which fetch runs; then one line an entry: its kind (in capitals when a forked process
wrote it) and its JSON object. Empty means that no fetch runs.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from .field_forms import iso
from .json_text import from_json
from .record import Entry
from .record_text import decode, encode

_BEGUN = "b"
_OWN = "o"
_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 16
# Of the head, the count of bytes that are written.
_COUNT_BYTES = 8
# What a fetch without an end logs shall not fill the memory of the machine.
_MOST_BYTES = 64 << 20


class Journal:
    """``whole`` keeps the process's own entries too, not only those of the processes it forks."""

    def __init__(self, fd: int, *, whole: bool) -> None:
        # Its own for as long as it lives: a recorder that outlives the file is still told of forks, and
        # must not write into whatever has the number then.
        self.fd = os.dup(fd)
        weakref.finalize(self, os.close, self.fd)
        self._whole = whole
        self._head = mmap.mmap(fd, _HEAD_BYTES)
        self._count = memoryview(self._head)[:_COUNT_BYTES].cast("Q")
        self._end = _COUNT_BYTES
        self._written = 0
        self._shared = False
        # Whether something stands behind the head, that of a process before this one included.
        self._behind = os.fstat(fd).st_size > _HEAD_BYTES

    # The process that runs the fetch

    def begin(self, cycle: int, at: datetime) -> None:
        """A fetch begins; what the one before it did is of no interest any more."""
        self.clear()
        self._shared = False
        if self._whole:
            self._write(f'{_BEGUN}[{cycle},"{iso(at)}"]\n')

    def clear(self) -> None:
        self._count[0] = self._written = 0
        self._end = _COUNT_BYTES
        if self._shared or self._behind:
            os.ftruncate(self.fd, _HEAD_BYTES)
            self._behind = False

    def own(self, entry: Entry) -> tuple[str, str] | None:
        """An entry of the process itself: whole, or its place among those of the forked ones.

        The answer is its kind and text, where it was made.
        """
        if self._whole:
            written = kind, text = encode(entry)
            if self._written < _MOST_BYTES:
                self._write(f"{kind}{text}\n")
            return written
        if self._shared:
            self._append(f"{_OWN}\n".encode())
        return None

    def share(self, entries: int) -> None:
        """Before a fork: from now on others write as well; so many entries were own so far."""
        if not self._shared and not self._whole:
            self._append(f"{_OWN}\n".encode() * entries)
        self._shared = True

    def foreign(self, entry: Entry) -> None:
        """An entry of a forked process."""
        kind, text = encode(entry)
        self._append(f"{kind.upper()}{text}\n".encode())

    def merged(self, own: list[Entry]) -> list[Entry] | None:
        """The own entries and those of forked processes, in order; None where nothing was forked."""
        if not self._shared:
            return None
        left, merged = iter(own), list[Entry]()
        for line in self._lines():
            if line[0] == _BEGUN:
                continue
            if line[0].islower():
                merged.extend(entry for entry in (next(left, None),) if entry is not None)
            else:
                merged.append(_parsed(line))
        merged.extend(left)
        return merged

    # The process that watches, or comes after

    def running(self) -> int | None:
        """The number of the fetch that runs, None between two."""
        with suppress(ValueError, TypeError):
            head = self._head[_COUNT_BYTES : self._count[0]].partition(b"\n")[0].decode("ascii")
            return int(from_json(head.removeprefix(_BEGUN))[0])
        return None

    def began(self) -> tuple[int, datetime] | None:
        """The number and the tick of the fetch that was running, None where none was."""
        line = next(self._lines(), "")
        if not line.startswith(_BEGUN):
            return None
        cycle, at = from_json(line[1:])
        return int(cycle), datetime.fromisoformat(at)

    def entries(self) -> list[Entry]:
        """All that the running fetch did, forked processes included."""
        return [_parsed(line) for line in self._lines() if line[0] not in (_BEGUN, _OWN)]

    def _write(self, text: str) -> None:
        """A line of the process that runs the fetch."""
        content = text.encode("ascii")
        end = self._end + len(content)
        if self._shared or self._behind or end > _HEAD_BYTES:
            self._append(content)
            return
        self._head[self._end : end] = content
        self._count[0] = self._end = end
        self._written += len(content)

    def _append(self, content: bytes) -> None:
        self._behind = True
        self._written += os.write(self.fd, content)

    def _lines(self) -> Iterator[str]:
        """Whole lines only: the last one may have been cut by a kill."""
        rest, place = self._head[_COUNT_BYTES : max(self._count[0], _COUNT_BYTES)], _HEAD_BYTES
        while True:
            *lines, rest = rest.split(b"\n")
            yield from (line.decode("ascii") for line in lines if line)
            chunk = os.pread(self.fd, _CHUNK_BYTES, place)
            if not chunk:
                return
            place += len(chunk)
            rest += chunk


def _parsed(line: str) -> Entry:
    return decode(line[0].lower(), from_json(line[1:]))


@contextmanager
def journal_file() -> Iterator[int]:
    """A file descriptor for a journal: memory on Linux, a file that no folder lists elsewhere."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("xfetch-journal", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    try:
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)
        os.ftruncate(fd, _HEAD_BYTES)
        yield fd
    finally:
        os.close(fd)
