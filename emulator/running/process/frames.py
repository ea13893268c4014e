"""What the child says to its supervisor: frames on a pipe, each a key, a kind, a length and a payload.

The integration runs in the child and can write into every descriptor, so nothing here is believed: a
frame carries the key that only this child was given, its kind and its length must be possible, and what
it holds is JSON. Only a STATE is opaque, which the supervisor keeps for the next child and never opens.
"""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Iterator

from ...settings.size import format_size

ENTER, FACTS, TRUTH, READY, ROW, STATE, LEARNED, AGAIN, STOP, ERROR, BUG = b"nfvgrslatEB"
# At this signal the child's interpreter says where it is, whatever it is doing.
DUMP_SIGNAL = signal.SIGUSR2
KEY_BYTES = 8
_HEAD = struct.Struct(f"<{KEY_BYTES}sBQ")
_MOST_READ = 1 << 20
_SMALL, _LARGE, _HUGE = 1 << 20, 16 << 20, 256 << 20
MOST_BYTES = {
    ENTER: 0,
    FACTS: _SMALL,
    TRUTH: _LARGE,
    READY: 0,
    ROW: _HUGE,
    STATE: _HUGE,
    LEARNED: _LARGE,
    AGAIN: 0,
    STOP: _LARGE,
    ERROR: _SMALL,
    BUG: _SMALL,
}
_NAMES = {ROW: "what a cycle did", STATE: "the state after a cycle", TRUTH: "an event"}


class BadFrame(Exception):
    """What came through the pipe was not written by our own code there; the message says what it is."""


class TooLarge(Exception):
    """A frame of ours that the supervisor would refuse for its size."""


class Out:
    """The child's end of the pipe."""

    def __init__(self, fd: int, key: bytes) -> None:
        self._fd = fd
        self._key = key
        self._pid = os.getpid()

    def say(self, *frames: tuple[int, bytes]) -> None:
        """Send frames, each a kind and its payload, in one write.

        Raises TooLarge, or BrokenPipeError when nobody reads any more. A process that was forked has no
        say, and ends here.
        """
        if os.getpid() != self._pid:
            os._exit(1)
        parts: list[bytes] = []
        for kind, payload in frames:
            if len(payload) > MOST_BYTES[kind]:
                what = _NAMES.get(kind, "a message")
                raise TooLarge(f"{what} takes more than {format_size(MOST_BYTES[kind])}")
            parts += (_HEAD.pack(self._key, kind, len(payload)), payload)
        write_all(self._fd, b"".join(parts))


def write_all(fd: int, content: bytes) -> None:
    """Raises BrokenPipeError when nobody reads any more."""
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]


class Frames:
    """Takes what came through the pipe; gives the frames that are whole."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._buffer = bytearray()

    def read(self, fd: int) -> bool:
        """Take what is there, waiting for something; False at the end."""
        chunk = os.read(fd, _MOST_READ)
        self._buffer += chunk
        return bool(chunk)

    def whole(self) -> Iterator[tuple[int, bytes]]:
        """Raises BadFrame at what is no frame of the child's; the frames before it were given."""
        place = 0
        try:
            while len(self._buffer) > place:
                end = place + _HEAD.size + self._size_at(place)
                if end > len(self._buffer):
                    break
                payload = bytes(self._buffer[place + _HEAD.size : end])
                kind = self._buffer[place + KEY_BYTES]
                place = end
                yield kind, payload
        finally:
            del self._buffer[:place]

    def _size_at(self, place: int) -> int:
        """The length of the payload there; more than there is while the head is not whole."""
        key = self._buffer[place : place + KEY_BYTES]
        if not self._key.startswith(bytes(key)):
            raise BadFrame("bytes that are no message")
        if len(self._buffer) - place < _HEAD.size:
            return _MOST_READ
        _, kind, size = _HEAD.unpack_from(self._buffer, place)
        if size > MOST_BYTES.get(kind, -1):
            raise BadFrame(f"a message of kind {kind} with {size} bytes")
        return int(size)
