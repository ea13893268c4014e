"""What the child says to its supervisor: frames on a pipe, each a kind, a length and a payload."""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Iterator

# ROW is text, ERROR and BUG are JSON; the others are pickled by our own code at the other end.
FACTS, READY, ROW, STATE, LEARNED, AGAIN, STOP, ERROR, BUG = b"fgrslatEB"
# At this signal the child's interpreter says where it is, whatever it is doing.
DUMP_SIGNAL = signal.SIGUSR2
_HEAD = struct.Struct("<BQ")
_MOST_READ = 1 << 20


def frame(kind: int, payload: bytes = b"") -> bytes:
    return _HEAD.pack(kind, len(payload)) + payload


def write_all(fd: int, content: bytes) -> None:
    """Raises BrokenPipeError when nobody reads any more."""
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]


class Frames:
    """Takes what came through the pipe; gives the frames that are whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def read(self, fd: int) -> bool:
        """Take what is there, waiting for something; False at the end."""
        chunk = os.read(fd, _MOST_READ)
        self._buffer += chunk
        return bool(chunk)

    def whole(self) -> Iterator[tuple[int, bytes]]:
        place = 0
        try:
            while len(self._buffer) - place >= _HEAD.size:
                kind, size = _HEAD.unpack_from(self._buffer, place)
                end = place + _HEAD.size + size
                if end > len(self._buffer):
                    break
                payload = bytes(self._buffer[place + _HEAD.size : end])
                place = end
                yield kind, payload
        finally:
            del self._buffer[:place]
