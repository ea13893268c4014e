"""Serve a scenario's simulated product over real HTTP on this machine, for any client.

The product's clock begins at ``start`` and runs ``speed`` times as fast as real time.
"""

from __future__ import annotations

import ssl
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from urllib.parse import urlsplit

from ..errors import VendorError
from ..masking.mask import Mask
from ..printable import printable_line
from ..record.entries import Exchange
from .message import Failure, Request, Response
from .protocol import Vendor, answer, unmatched

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_LARGEST_BODY_BYTES = 64 << 20
_LONGEST_LINE = 65536
# The server sets these headers itself.
_OWN_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})

WriteLine = Callable[[str], None]


@dataclass(frozen=True)
class Product:
    """The simulated product that an HTTP server serves, and its clock.

    ``began_s`` is the monotonic time at which the clock started. ``mask`` hides credentials in the printed
    lines.
    """

    vendor: Vendor
    start: datetime
    speed: float
    mask: Mask = field(default_factory=lambda: Mask(()))
    began_s: float = field(default_factory=monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(monotonic() - self.began_s) * self.speed)


def serve(
    served: Product,
    address: tuple[str, int],
    write_line: WriteLine,
    tls: tuple[str, str] | None = None,
) -> ThreadingHTTPServer:
    """Return an HTTP server for the product that listens at ``address``; port 0 means any free port.

    The caller runs its ``serve_forever``. ``write_line`` is called with a line for each request. ``tls``
    holds the paths of a certificate and its key. Raises OSError if the address cannot be used or a file
    cannot be read, and ssl.SSLError for a certificate or key that is not valid.
    """
    lock = threading.Lock()

    def masked(line: str) -> None:
        write_line(served.mask.text(line))

    class Handler(_Handler):
        def answer_to(self, request: Request) -> Response | Failure:
            with lock:  # vendors are written for one request at a time
                given = _answer(served, request, masked)
            if isinstance(given, Response) and given.delay_s:
                sleep(given.delay_s / served.speed)
            return given

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(served.now().astimezone(timezone.utc), usegmt=True)

    server = _Server(address, Handler)
    server.write_line = masked
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(*tls)
        except BaseException:
            server.server_close()
            raise
        # The handshake runs in the connection's own thread: a slow client does not block others.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    return server


def _answer(served: Product, request: Request, write_line: WriteLine) -> Response | Failure:
    now = served.now()
    # A client may send real API keys; they must not be printed.
    sent = Exchange(0, now, request.method, request.url, tuple(request.headers.pairs), request.text)
    served.mask.learn_from_exchange(sent)
    query = urlsplit(request.url).query
    target = f"{request.path}?{query}" if query else request.path
    asked = printable_line(f"{now:%H:%M:%S} {request.method} {target}")
    try:
        given = answer(served.vendor, request, now)
    except VendorError as error:
        write_line(f"{asked} -> 500 {printable_line(error.what)}")
        return Response.of_text(served.mask.text(f"{error.what}\n"), 500)
    if given is None:
        reasons = unmatched(served.vendor, request)
        write_line(_tried(f"{asked} -> 404", reasons))
        return Response.of_text("\n".join(["nothing answers this request", *reasons, ""]), 404)
    if isinstance(given, Failure):
        write_line(f"{asked} -> {given.kind}")
    else:
        write_line(_tried(f"{asked} -> {given.status}", given.tried))
    return given


def _tried(line: str, reasons: Iterable[str]) -> str:
    """Return the line for a request, and below it for each route why the route did not accept the request."""
    return "\n  tried ".join([line, *map(printable_line, reasons)])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # With the default of 5, a client that opens many connections at once is refused.
    request_queue_size = 128
    write_line: WriteLine

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            # The client closed the connection, or does not trust the certificate.
            self.write_line(f"a connection broke: {error.strerror or error}")
        else:
            # A bug of xfetch; the server goes on for the other clients.
            self.write_line(
                printable_line(f"xfetch itself failed: {type(error).__name__}: {error}")
            )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def answer_to(self, request: Request) -> Response | Failure:
        raise NotImplementedError

    def exchange(self) -> None:
        try:
            body = self._body()
        except ValueError as error:
            self.close_connection = True
            self.send_error(400, str(error))
            return
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        url = f"{scheme}://{self.headers.get('Host', 'localhost')}{self.path}"
        pairs = [(name, value) for name, value in self.headers.items()]
        try:
            request = Request(self.command, url, pairs, body)  # type: ignore[arg-type]
            urlsplit(url)  # which the vendor would do, for the path and the host
        except ValueError:
            self.send_error(400)
            return
        given = self.answer_to(request)
        if isinstance(given, Failure):
            self.close_connection = True
            return
        self._send(given)

    def _body(self) -> bytes:
        """Read the body of the HTTP request.

        Raises ValueError for an invalid length or a body that is too large.
        """
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            length = self.headers.get("Content-Length") or "0"
            return self.rfile.read(_size(length, 10))
        body = bytearray()
        while size := _size(
            self.rfile.readline(_LONGEST_LINE).partition(b";")[0].decode("latin-1"), 16
        ):
            _size(str(len(body) + size), 10)
            body += self.rfile.read(size)
            self.rfile.readline(_LONGEST_LINE)
        while self.rfile.readline(_LONGEST_LINE).strip():
            pass
        return bytes(body)

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        if not response.headers.get("Date"):
            self.send_header("Date", self.date_time_string())
        for name, value in response.headers.pairs:
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the HTTP server's own log line: ``_answer`` writes a line for each request."""


def _size(text: str, base: int) -> int:
    try:
        size = int(text, base)
    except ValueError as error:
        shown = repr(text.strip()[:20])
        raise ValueError(
            f"Content-Length or the size of a chunk must be a whole number, not {shown}"
        ) from error
    if not 0 <= size <= _LARGEST_BODY_BYTES:
        raise ValueError(f"the body of a request must not exceed {_LARGEST_BODY_BYTES >> 20} MB")
    return size


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.exchange)
