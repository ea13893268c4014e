"""A scenario's product over real HTTP on the loopback, for clients that are no integrations in Python.

Its clock begins at ``start`` and runs with the real one, ``speed`` times as fast.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

from .errors import VendorError
from .vendor.message import Failure, Request, Response
from .vendor.protocol import Vendor, answer, unmatched

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_LARGEST_BODY_BYTES = 64 << 20
# The server writes these itself.
_OWN_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})

Told = Callable[[str], None]


@dataclass(frozen=True)
class Product:
    """The vendor, and the clock by which it answers; ``began_s`` is of the monotonic clock."""

    vendor: Vendor
    start: datetime
    speed: float
    began_s: float

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(monotonic() - self.began_s) * self.speed)


def product(vendor: Vendor, start: datetime, speed: float) -> Product:
    """Its clock starts now."""
    return Product(vendor, start, speed, monotonic())


def serve(
    served: Product, address: tuple[str, int], told: Told, tls: tuple[str, str] | None = None
) -> ThreadingHTTPServer:
    """A server that listens already; port 0 takes a free one. ``told`` gets a line a request.

    ``tls`` names the files of a certificate and its key. Raises OSError, ssl.SSLError.
    """
    lock = threading.Lock()

    class Handler(_Handler):
        def given(self, request: Request) -> Response | Failure:
            with lock:  # vendors are written for one request at a time
                return _given(served, request, told)

    server = ThreadingHTTPServer(address, Handler)
    server.daemon_threads = True
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(*tls)
        except BaseException:
            server.server_close()
            raise
        server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def _given(served: Product, request: Request, told: Told) -> Response | Failure:
    now = served.now()
    asked = f"{now:%H:%M:%S} {request.method} {request.path}"
    try:
        given = answer(served.vendor, request, now)
    except VendorError as error:
        told(f"{asked} -> 500 {error.what}")
        return Response.of_text(f"{error.what}\n", 500)
    if given is None:
        reasons = unmatched(served.vendor, request)
        told("\n  tried ".join([f"{asked} -> 404", *reasons]))
        return Response.of_text("\n".join(["nothing answers this", *reasons, ""]), 404)
    told(f"{asked} -> {given.kind if isinstance(given, Failure) else given.status}")
    return given


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def given(self, request: Request) -> Response | Failure:
        raise NotImplementedError

    def exchange(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > _LARGEST_BODY_BYTES:
            self.send_error(413)
            return
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        url = f"{scheme}://{self.headers.get('Host', 'localhost')}{self.path}"
        pairs = [(name, value) for name, value in self.headers.items()]
        try:
            request = Request(self.command, url, pairs, self.rfile.read(size))  # type: ignore[arg-type]
        except ValueError:
            self.send_error(400)
            return
        given = self.given(request)
        if isinstance(given, Failure):
            self.close_connection = True
            return
        self._send(given)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.pairs:
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """The vendor's own line says it."""


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.exchange)
