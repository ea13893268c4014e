"""The simulated product's end of a client's connection: it parses HTTP requests and sends the responses."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from functools import partial

from ...message import Failure, Headers, Request, Response, url_of
from ..denied import address_text, refused_error
from ..urllib3_response import framed
from ..wire import OpenExchange, Wire
from .request_reader import NotHttp, ParsedRequest, RequestReader

_AT_ONCE = 262144
# The first two bytes are those of a TLS handshake, which no HTTP request begins with.
PREAMBLE = b"\x16\x03xfetch: from here on secured\n"


class Preamble:
    """Removes the PREAMBLE, the bytes that stand for a TLS handshake, from the start of what a client
    sends.
    """

    def __init__(self) -> None:
        self._left = PREAMBLE
        self._held = b""

    def strip(self, content: bytes) -> tuple[bool, bytes]:
        """Take the next bytes; return whether the PREAMBLE is complete, and the bytes that follow it."""
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


# Calls a function after simulated seconds, as ``loop.call_later`` of asyncio does.
Later = Callable[[float, Callable[[], None]], object]


class Connection:
    """The simulated product's end of one connection; ``peer`` is its socket, to which responses are written.

    The client's own thread calls ``sent`` when it sends, so the exchange happens inside the client's call.
    """

    def __init__(self, wire: Wire, peer: socket.SocketType, host: str, port: int) -> None:
        self.ahead: OpenExchange | None = None
        self._wire = wire
        self._peer: socket.SocketType | None = peer
        self._host, self._port, self._scheme = host, port, "http"
        self._reader = RequestReader()
        self._preamble = Preamble()
        self._outgoing = bytearray()
        self._silent: OpenExchange | None = None
        self._coming: list[OpenExchange] = []
        self._spoken = False
        self._last = False
        peer.setblocking(False)

    def sent(self, content: bytes, timeout_s: float | None, later: Later | None = None) -> None:
        """Receive bytes from the client, and answer each complete request in them.

        ``timeout_s`` is how long the client waits for a response. With ``later``, that of the client's event
        loop, responses come while the loop waits, so that those of parallel requests overlap. Raises OSError
        as a socket does, and the errors of ``Wire.exchange``.
        """
        secured, content = self._preamble.strip(content)
        if secured:
            self._scheme = "https"
        self._spoken = self._spoken or bool(content)
        try:
            requests = self._reader.feed(content)
        except NotHttp:
            self.refuse()
        for asked in requests:
            self._answer(asked, timeout_s, later)
        if self._reader.wants_continue:
            self._reader.wants_continue = False
            self._send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def refuse(self) -> None:
        """Reset the connection of a client that does not speak HTTP: record it, raise
        ConnectionRefusedError.
        """
        self._wire.attempt("socket", address_text((self._host, self._port)))
        self.reset()
        raise refused_error()

    def before_reading(self, timeout_s: float | None, secured: bool) -> None:
        """Advance the clock to the client's timeout when it reads and no response will come.

        Raises TimeoutError then, KilledAtTimeout if the fetch's own time limit comes first, and
        ConnectionRefusedError if the client has not sent anything: it expects the server to speak first.
        """
        if self._peer is None:
            return
        if not self._spoken:
            self.refuse()
        begun, self._silent = self._silent, None
        if begun is None:
            begun = OpenExchange(self._wire.clock.now(), Request("", ""), Failure("timeout"))
        self._wire.wait(begun, timeout_s)
        self._wire.end(begun)
        raise TimeoutError("The read operation timed out" if secured else "timed out")

    def pump(self) -> None:
        """Write as much of the response as the socket accepts; the rest is written when the client has
        read.
        """
        while self._outgoing and self._peer is not None:
            try:
                count = self._peer.send(bytes(self._outgoing[:_AT_ONCE]))
            except BlockingIOError:
                return
            except OSError:
                self.closed()
                return
            del self._outgoing[:count]
        if self._last and not self._outgoing:
            self._close()

    @property
    def pending(self) -> bool:
        """Whether a part of the response still waits to be written to the socket."""
        return bool(self._outgoing)

    def abandoned(self) -> bool:
        """Whether the client's socket no longer exists, although it was not closed (garbage collected)."""
        if self._peer is None:
            return True
        try:
            return self._peer.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def closed(self) -> None:
        """Record the exchanges that are still open, and close: the client has closed its socket."""
        if self._silent is not None:
            self._wire.end(self._silent)
        for begun in self._coming:
            self._wire.left(begun)
        self._outgoing.clear()
        self._close()

    def reset(self) -> None:
        """Close the connection to a client so that the client's next read raises ConnectionResetError."""
        self._outgoing.clear()
        if self._peer is not None:
            # Closing with a linger time of 0 sends a TCP reset.
            self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._close()

    # The product's answers

    def _answer(self, asked: ParsedRequest, timeout_s: float | None, later: Later | None) -> None:
        if asked.method == "CONNECT":
            self._tunnel(asked.target)
            return
        request = self._request(asked)
        begun = self._asked_ahead(request) or self._wire.begin(
            request, timeout_s, waits=later is None
        )
        given = begun.given
        if begun.silent:
            self._silent = begun
            return
        left_s = begun.left_s(self._wire.clock.now())
        if later is not None and left_s:
            self._coming.append(begun)
            later(left_s, partial(self._arrived, begun, request, asked))
            return
        self._wire.end(begun, request)
        self._deliver(given, asked)
        if isinstance(given, Failure) and given.kind == "refused":
            raise refused_error(given.reason)

    def _arrived(self, begun: OpenExchange, request: Request, asked: ParsedRequest) -> None:
        """Deliver a response that an event loop has waited for, unless the client has left meanwhile."""
        self._coming.remove(begun)
        if self._peer is not None:
            self._wire.arrived(begun, request)
            self._deliver(begun.given, asked)

    def _deliver(self, given: Response | Failure, asked: ParsedRequest) -> None:
        if isinstance(given, Response):
            self._last = self._last or asked.last or _breaks_off(given, asked.method)
            self._send(framed(given, asked.method))
        else:
            self.reset()

    def _asked_ahead(self, request: Request) -> OpenExchange | None:
        """Return the answer that the vendor made to this request before the connection was opened; else
        None.
        """
        begun, self.ahead = self.ahead, None
        if begun is None:
            return None
        same = (begun.request.method, begun.request.url) == (request.method, request.url)
        return begun if same else None

    def _request(self, asked: ParsedRequest) -> Request:
        url = url_of(self._scheme, self._host, self._port, asked.target)
        return Request(asked.method, url, Headers(asked.headers), asked.body)

    def _tunnel(self, target: str) -> None:
        """Answer a CONNECT request; from now on requests on this connection go to the host that it names."""
        host, _, port = target.rpartition(":")
        self._host, self._port = host.strip("[]").lower(), int(port) if port.isdigit() else 443
        self._preamble = Preamble()
        self._send(b"HTTP/1.1 200 Connection established\r\n\r\n")

    def _send(self, content: bytes) -> None:
        self._outgoing += content
        self.pump()

    def _close(self) -> None:
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.close()

    def __del__(self) -> None:
        self._close()


def _breaks_off(response: Response, method: str) -> bool:
    """Whether the server must close the connection after this response.

    That is so if its headers say so, or announce another length than the body has.
    """
    if "close" in response.headers.get("connection", "").lower():
        return True
    announced = response.headers.get("content-length")
    bodiless = method.upper() == "HEAD" or response.status in (204, 304)
    return announced is not None and not bodiless and announced != str(len(response.body))
