"""What the running fetch has done so far, in memory that outlives the process which did it.

Two files without a name, shared by the process that runs the cycles, the processes it forks, and the one
that watches over it. On Linux they are memory and nothing of them reaches a disk; what was written before
a kill is there after it.

The head has a fixed size, sealed where the system can, so that nothing the integration does to it takes
the memory away from under whoever maps it. The process that runs the cycles maps it, and writes there
without asking the kernel, each line whole before the count of bytes that stand there says so. What does
not fit is appended to the tail, and so is everything once something was forked: each line is one append,
which the kernel makes whole, so that two processes that write at the same time do not mix. The process
that watches only reads, by ``pread``, and believes neither the count nor the lines.

The first line says which fetch runs; then one line an entry: its kind (in capitals when a forked process
wrote it) and its JSON object. Empty means that no fetch runs.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import NamedTuple

from .codec import CodecError
from .entries import Entry
from .entry_text import KINDS, decode, encode
from .field_forms import instant_of, iso
from .json_text import from_json

_BEGUN = "b"
_OWN = "o"
_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 16
# Of the head, the count of bytes that are written.
_COUNT_BYTES = 8
# What a fetch without an end logs shall not fill the memory of the machine.
_MOST_BYTES = 64 << 20
# Forked processes write what they do without a bound of their own.
_MOST_TAIL_BYTES = 4 * _MOST_BYTES


class JournalFiles(NamedTuple):
    """The descriptors of the two files."""

    head: int
    tail: int

    def restore(self) -> None:
        """Give the head its size again, where the system could not seal it, before it is mapped."""
        if os.fstat(self.head).st_size != _HEAD_BYTES:
            os.ftruncate(self.head, _HEAD_BYTES)


class JournalReader:
    """The journal as another process sees it: one that watches, or comes after."""

    def __init__(self, files: JournalFiles) -> None:
        self._files = files

    def running(self) -> int | None:
        """The number of the fetch that runs, None between two."""
        began = self.began()
        return None if began is None else began[0]

    def began(self) -> tuple[int, datetime] | None:
        """The number and the tick of the fetch that was running, None where none was."""
        line = self._head().partition(b"\n")[0].decode("ascii", "replace")
        with suppress(ValueError, TypeError):
            cycle, at = from_json(line.removeprefix(_BEGUN))
            if line.startswith(_BEGUN) and type(cycle) is int:
                return cycle, instant_of(at)
        return None

    def entries(self) -> list[Entry]:
        """All that the running fetch did, forked processes included, as far as it can be read."""
        return [entry for line in self.lines() if (entry := parsed(line)) is not None]

    def overfull(self) -> bool:
        """Whether somebody appends without an end."""
        return os.fstat(self._files.tail).st_size > _MOST_TAIL_BYTES

    def lines(self) -> Iterator[str]:
        """Whole lines only: the last one may have been cut by a kill."""
        # The pieces of a line that has not ended: joined once, since a line may be many chunks long.
        pieces: list[bytes] = []
        for chunk in self._chunks():
            first, *others = chunk.split(b"\n")
            pieces.append(first)
            for other in others:
                line = b"".join(pieces)
                if line:
                    yield line.decode("ascii", "replace")
                pieces = [other]

    def _chunks(self) -> Iterator[bytes]:
        """The head, then the tail piece by piece."""
        yield self._head()
        place = 0
        while place <= _MOST_TAIL_BYTES and (
            chunk := os.pread(self._files.tail, _CHUNK_BYTES, place)
        ):
            place += len(chunk)
            yield chunk

    def _head(self) -> bytes:
        content = os.pread(self._files.head, _HEAD_BYTES, 0)
        if len(content) < _COUNT_BYTES:
            return b""
        (end,) = struct.unpack_from("=Q", content)
        return content[_COUNT_BYTES : max(min(end, _HEAD_BYTES), _COUNT_BYTES)]


class Journal:
    """The journal of the process that runs the fetches, and of those it forks.

    ``whole`` keeps the process's own entries too, not only those of the processes it forks.
    """

    def __init__(self, files: JournalFiles, *, whole: bool) -> None:
        # Its own for as long as it lives: a recorder that outlives the file is still told of forks, and
        # must not write into whatever has the number then.
        self.files = JournalFiles(os.dup(files.head), os.dup(files.tail))
        for fd in self.files:
            weakref.finalize(self, os.close, fd)
        self._whole = whole
        self._reader = JournalReader(self.files)
        self._head = mmap.mmap(files.head, _HEAD_BYTES)
        self._count = memoryview(self._head)[:_COUNT_BYTES].cast("Q")
        self._end = _COUNT_BYTES
        self._written = 0
        self._shared = False
        # Whether something stands in the tail, that of a process before this one included.
        self._behind = os.fstat(files.tail).st_size > 0

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
            os.ftruncate(self.files.tail, 0)
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
        for line in self._reader.lines():
            if line[0] == _BEGUN:
                continue
            if line[0] in KINDS or line[0] == _OWN:
                merged.extend(entry for entry in (next(left, None),) if entry is not None)
            elif (entry := parsed(line)) is not None:
                merged.append(entry)
        merged.extend(left)
        return merged

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
        self._written += os.write(self.files.tail, content)


def parsed(line: str) -> Entry | None:
    """The entry of a line, None for a line that is none."""
    kind = line[0].lower()
    if kind not in KINDS:
        return None
    try:
        return decode(kind, from_json(line[1:]))
    except (CodecError, ValueError):
        return None


@contextmanager
def journal_files() -> Iterator[JournalFiles]:
    """The files of a journal, empty."""
    with memory_file("xfetch-journal") as head, memory_file("xfetch-journal-tail") as tail:
        os.ftruncate(head, _HEAD_BYTES)
        _seal(head)
        _append_only(tail)
        yield JournalFiles(head, tail)


@contextmanager
def appended_file() -> Iterator[int]:
    """A file without a name to which every write appends."""
    with memory_file("xfetch-output") as fd:
        _append_only(fd)
        yield fd


@contextmanager
def memory_file(name: str) -> Iterator[int]:
    """A file descriptor: of memory on Linux, of a file that no folder lists elsewhere."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    try:
        yield fd
    finally:
        os.close(fd)


def _append_only(fd: int) -> None:
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)


def _seal(fd: int) -> None:
    """Fix the file's size for good: whoever maps it would die of a file that shrinks."""
    with suppress(AttributeError, OSError):
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
