"""What stands for the TLS handshake on a connection that stays in this process."""

from __future__ import annotations

# The first two bytes are those of a TLS handshake, which no HTTP request begins with.
PREAMBLE = b"\x16\x03xfetch: from here on secured\n"


class Preamble:
    """Takes the preamble off the front of a stream, in however many pieces it comes."""

    def __init__(self) -> None:
        self._left = PREAMBLE
        self._held = b""

    def strip(self, content: bytes) -> tuple[bool, bytes]:
        """Whether the preamble is complete by now, and what does not belong to it."""
        if not self._left:
            return False, content
        held = self._held + content
        if held.startswith(PREAMBLE):
            self._left, self._held = b"", b""
            return True, held[len(PREAMBLE) :]
        if PREAMBLE.startswith(held):
            self._held = held
            return False, b""
        self._left, self._held = b"", b""
        return False, held
