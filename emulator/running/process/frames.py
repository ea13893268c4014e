"""The frames (messages) that a child sends to its supervisor through a pipe: a key, a kind, a length, a
payload.

The integration runs in the child and can write into every descriptor, so the supervisor checks each frame: it
has the key that only this child was given, a known kind, a length that is possible for the kind, and JSON as
its payload. Only the payload of a STATE is not read: the supervisor passes it on to the next child.
"""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Iterator

(
    ENTER,
    FACTS,
    TRUTH,
    READY,
    ROW,
    STATE,
    LEARNED,
    AGAIN,
    STOP,
    ERROR,
    BUG,
    TRACE,
    WAITS,
    ALONE,
    READ,
) = b"nfvgrslatEBdwop"
# At this signal the child's interpreter writes its traceback, also in the middle of native code.
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
    TRACE: _LARGE,
    WAITS: 0,
    ALONE: 0,
    READ: _LARGE,
}
_NAMES = {ROW: "what a cycle did", STATE: "the state after a cycle", TRUTH: "an event"}


class BadFrame(Exception):
    """The pipe holds bytes that xfetch's own code did not write; the text describes them."""


class TooLarge(Exception):
    """A frame is larger than the supervisor accepts for its kind. ``what`` names its content,
    ``most_bytes`` is the limit.
    """

    def __init__(self, what: str, most_bytes: int) -> None:
        super().__init__(f"{what} takes more than {most_bytes} bytes")
        self.what = what
        self.most_bytes = most_bytes


class Out:
    """The child's end of the pipe: it packs frames (messages) and writes them."""

    def __init__(self, fd: int, key: bytes) -> None:
        self._fd = fd
        self._key = key
        self._pid = os.getpid()

    def send(self, *frames: tuple[int, bytes]) -> None:
        """Send frames, each a kind and its payload, in one write.

        A process that the integration forked must not send anything: this call ends it.

        Raises:
            TooLarge: a payload exceeds the limit of its kind.
            BrokenPipeError: the supervisor closed its end.
        """
        if os.getpid() != self._pid:
            os._exit(1)
        parts: list[bytes] = []
        for kind, payload in frames:
            if len(payload) > MOST_BYTES[kind]:
                raise TooLarge(_NAMES.get(kind, "a message"), MOST_BYTES[kind])
            parts += (_HEAD.pack(self._key, kind, len(payload)), payload)
        write_all(self._fd, b"".join(parts))


def write_all(fd: int, content: bytes) -> None:
    """Write all of ``content``. Raises BrokenPipeError where the other end is closed."""
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]


class Frames:
    """Collects the bytes that come through the pipe and splits them into frames."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._buffer = bytearray()

    def read(self, fd: int) -> bool:
        """Read up to 1 MB, waiting for the first byte; return False at the end of the pipe."""
        chunk = os.read(fd, _MOST_READ)
        self._buffer += chunk
        return bool(chunk)

    def whole(self) -> Iterator[tuple[int, bytes]]:
        """Yield the kind and the payload of each complete frame. Raises BadFrame at bytes that are not a
        frame.
        """
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
        """Return the payload length of the frame that begins at ``place``. If the frame's head is
        incomplete, return a length beyond the buffer.
        """
        key = self._buffer[place : place + KEY_BYTES]
        if not self._key.startswith(bytes(key)):
            raise BadFrame("bytes that are not a message")
        if len(self._buffer) - place < _HEAD.size:
            return _MOST_READ
        _, kind, size = _HEAD.unpack_from(self._buffer, place)
        if size > MOST_BYTES.get(kind, -1):
            raise BadFrame(f"a message of kind {kind} with {size} bytes, which xfetch never sends")
        return int(size)
