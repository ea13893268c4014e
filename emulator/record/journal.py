"""The journal of the running fetch: shared memory that is still there if the child process is killed.

It consists of two files without a name, the head and the tail. The process that runs the cycles, the
processes that it forks, and the supervisor share them. On Linux they are memory and never reach a disk.

The head has a fixed size, sealed if the system supports that: a process that maps a file dies if the file
shrinks. The process that runs the cycles maps the head and writes a line there without a system call; it
updates the count of bytes only after the line is complete. Lines that do not fit go to the tail, and so do
all lines after a fork: each line is one append, which the kernel makes atomic, so lines of processes that
write at the same time do not mix. The supervisor only reads, with ``pread``, and trusts neither the count nor
the lines.

The first line says which fetch runs. Each further line is an entry: its kind, in capitals if a forked process
wrote it, and its JSON object. An empty journal means that no fetch runs.
"""

from __future__ import annotations

import mmap
import os
import struct
import weakref
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from .codec import CodecError
from .entries import Entry
from .entry_text import KINDS, decode, encode
from .field_forms import instant_of, iso
from .json_text import from_json
from .memory_files import HEAD_BYTES, JournalFiles

_BEGUN = "b"
_OWN = "o"
_CHUNK_BYTES = 1 << 20
# The head begins with the count of written bytes.
_COUNT_BYTES = 8
# A fetch that logs without end must not fill the machine's memory.
_MOST_BYTES = 64 << 20
# Forked processes do not count what they write, so the reader limits it.
_MOST_TAIL_BYTES = 4 * _MOST_BYTES


class JournalReader:
    """Reads the journal of the running fetch: in the supervisor, in the next child, and after a fork in the
    process that writes it.
    """

    def __init__(self, files: JournalFiles) -> None:
        self._files = files

    def running(self) -> int | None:
        """Return the cycle of the fetch that runs; None if no fetch runs."""
        began = self.began()
        return None if began is None else began[0]

    def began(self) -> tuple[int, datetime] | None:
        """Return the cycle of the fetch that runs and the time of its beginning; None if no fetch runs."""
        line = self._head().partition(b"\n")[0].decode("ascii", "replace")
        with suppress(ValueError, TypeError):
            cycle, at = from_json(line.removeprefix(_BEGUN))
            if line.startswith(_BEGUN) and type(cycle) is int:
                return cycle, instant_of(at)
        return None

    def entries(self) -> list[Entry]:
        """Return the entries of the fetch that runs, also those of forked processes; unreadable lines are
        left out.
        """
        return [entry for line in self.lines() if (entry := parsed(line)) is not None]

    def overfull(self) -> bool:
        """Whether the journal's tail is larger than any sensible fetch makes it (256 MB)."""
        return os.fstat(self._files.tail).st_size > _MOST_TAIL_BYTES

    def lines(self) -> Iterator[str]:
        """Yield the complete lines of the journal. A last line without its end, which a killed process may
        leave, is not among them.
        """
        # The pieces of an unfinished line, joined once because a line may be many chunks long.
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
        """Yield the bytes of the journal: the head, then the tail in chunks."""
        yield self._head()
        place = 0
        while place <= _MOST_TAIL_BYTES and (
            chunk := os.pread(self._files.tail, _CHUNK_BYTES, place)
        ):
            place += len(chunk)
            yield chunk

    def _head(self) -> bytes:
        content = os.pread(self._files.head, HEAD_BYTES, 0)
        if len(content) < _COUNT_BYTES:
            return b""
        (end,) = struct.unpack_from("=Q", content)
        return content[_COUNT_BYTES : max(min(end, HEAD_BYTES), _COUNT_BYTES)]


class Journal:
    """Writes the journal of the running fetch, in the process that runs it and in the processes that it
    forks.

    With ``whole`` it stores the entries of both; without it, only those of forked processes.
    """

    def __init__(self, files: JournalFiles, *, whole: bool) -> None:
        # Own descriptors: a recorder that outlives the files is still called around forks, and must not
        # write into another file that has got the same number.
        self.files = JournalFiles(os.dup(files.head), os.dup(files.tail))
        for fd in self.files:
            weakref.finalize(self, os.close, fd)
        self._whole = whole
        self._reader = JournalReader(self.files)
        self._head = mmap.mmap(files.head, HEAD_BYTES)
        self._count = memoryview(self._head)[:_COUNT_BYTES].cast("Q")
        self._end = _COUNT_BYTES
        self._written = 0
        self._shared = False
        # Whether the tail has content; an earlier process may have written it.
        self._behind = os.fstat(files.tail).st_size > 0

    def begin(self, cycle: int, at: datetime) -> None:
        """Begin the journal of a new fetch; the journal of the fetch before is dropped."""
        self.clear()
        self._shared = False
        if self._whole:
            self._write(f'{_BEGUN}[{cycle},"{iso(at)}"]\n')

    def clear(self) -> None:
        """Empty the journal, because no fetch runs."""
        self._count[0] = self._written = 0
        self._end = _COUNT_BYTES
        if self._shared or self._behind:
            os.ftruncate(self.files.tail, 0)
            self._behind = False

    def own(self, entry: Entry) -> tuple[str, str] | None:
        """Write an entry of the process that runs the fetch. Without ``whole``, write nothing; after a fork,
        write a mark in its place. Beyond 64 MB no entry is written.

        Returns the entry's kind and JSON text if they were made, else None.
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
        """Prepare the journal for a fork: from now on forked processes write to it, too.

        ``entries`` is the number of entries that this process has recorded so far.
        """
        if not self._shared and not self._whole:
            self._append(f"{_OWN}\n".encode() * entries)
        self._shared = True

    def foreign(self, entry: Entry) -> None:
        """Write an entry of a forked process into the journal; that process calls this."""
        kind, text = encode(entry)
        self._append(f"{kind.upper()}{text}\n".encode())

    def merged(self, own: list[Entry]) -> list[Entry] | None:
        """Return the entries ``own`` of this process and those of forked processes, in the journal's order.

        Returns None if there was no fork.
        """
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
        """Write a line into the journal from the process that runs the fetch."""
        content = text.encode("ascii")
        end = self._end + len(content)
        if self._shared or self._behind or end > HEAD_BYTES:
            self._append(content)
            return
        self._head[self._end : end] = content
        self._count[0] = self._end = end
        self._written += len(content)

    def _append(self, content: bytes) -> None:
        self._behind = True
        self._written += os.write(self.files.tail, content)


def parsed(line: str) -> Entry | None:
    """Parse a line of the journal as an entry of the record; returns None for any other line."""
    kind = line[0].lower()
    if kind not in KINDS:
        return None
    try:
        return decode(kind, from_json(line[1:]))
    except (CodecError, ValueError):
        return None
