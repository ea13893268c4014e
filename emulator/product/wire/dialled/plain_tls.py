"""TLS without encryption, for connections that have both ends in this process.

A client gets objects of the standard library's types. Instead of a handshake they send a fixed text
(PREAMBLE), and then plain bytes. No certificate is checked, whatever the client's SSLContext requires.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

from .connection import PREAMBLE

_CIPHER = ("TLS_AES_256_GCM_SHA384", "TLSv1.3", 256)


class _Agreed:
    """The properties of a TLS connection after its handshake: certificate, version, cipher."""

    server_hostname: str | None

    def getpeercert(self, binary_form: bool = False) -> Any:
        if binary_form:
            return b""
        name = self.server_hostname or ""
        return {
            "subject": ((("commonName", name),),),
            "subjectAltName": (("DNS", name),),
            "notAfter": "Jan  1 00:00:00 2100 GMT",
        }

    def version(self) -> str:
        return "TLSv1.3"

    def cipher(self) -> tuple[str, str, int]:
        return _CIPHER

    def shared_ciphers(self) -> list[tuple[str, str, int]]:
        return [_CIPHER]

    def _none(self, *args: Any, **options: Any) -> Any:
        return None

    compression = selected_alpn_protocol = selected_npn_protocol = _none
    get_channel_binding = verify_client_post_handshake = _none

    def pending(self) -> int:
        return 0


class PlainSocket(_Agreed, ssl.SSLSocket):
    """An SSLSocket without encryption: the standard library's code passes the bytes unchanged."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, hostname: Any) -> None:
        self._context = context
        self._session = None
        self._sslobj = None
        self.server_side = False
        self.server_hostname = hostname
        self.do_handshake_on_connect = False
        self.suppress_ragged_eofs = True
        timeout_s = sock.gettimeout()
        self._connected = _is_connected(sock)
        family, kind, proto = sock.family, sock.type, sock.proto
        socket.socket.__init__(self, family, kind, proto, fileno=sock.detach())
        self.settimeout(timeout_s)
        if self._connected:
            self.sendall(PREAMBLE)

    def connect(self, addr: Any) -> None:
        socket.socket.connect(self, addr)
        self._connected = True
        self.sendall(PREAMBLE)

    def connect_ex(self, addr: Any) -> int:
        code = socket.socket.connect_ex(self, addr)
        if code == 0:
            self._connected = True
            self.sendall(PREAMBLE)
        return code

    def do_handshake(self, block: bool = False) -> None:
        """Do nothing: ``connect`` has already sent the PREAMBLE that replaces the handshake."""

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        return self.recv(len) if buffer is None else self.recv_into(buffer, len)

    def write(self, data: Any) -> int:
        return self.send(data)

    def unwrap(self) -> socket.socket:
        return self


class PlainObject(_Agreed, ssl.SSLObject):
    """An SSLObject (the TLS of asyncio) that passes bytes unencrypted."""

    def __init__(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, context: object, hostname: Any
    ) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._context = context
        self._hostname = hostname
        self._greeted = False

    @property
    def context(self) -> Any:  # type: ignore[override]
        return self._context

    @property
    def session(self) -> None:  # type: ignore[override]
        return None

    @property
    def session_reused(self) -> bool:
        return False

    @property
    def server_side(self) -> bool:
        return False

    @property
    def server_hostname(self) -> Any:  # type: ignore[override]
        return self._hostname

    def do_handshake(self) -> None:
        if not self._greeted:
            self._greeted = True
            self._outgoing.write(PREAMBLE)

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        content = self._incoming.read(len)
        if not content and not self._incoming.eof:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "no bytes have arrived yet")
        if buffer is None:
            return content
        size = content.__len__()
        memoryview(buffer)[:size] = content
        return size

    def write(self, data: Any) -> int:
        return self._outgoing.write(data)

    def pending(self) -> int:
        return self._incoming.pending

    def unwrap(self) -> None:
        return None


def wrap_socket(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return the replacement for ``SSLContext.wrap_socket``: without encryption for Internet sockets of
    clients, the original for other sockets.
    """
    return _wrapping(original, lambda tls, given, name: PlainSocket(given["sock"], tls, name))


def wrap_bio(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return the replacement for ``SSLContext.wrap_bio``: without encryption for clients, the original for
    servers.
    """

    def make(context: ssl.SSLContext, given: Mapping[str, Any], hostname: object) -> PlainObject:
        return PlainObject(given["incoming"], given["outgoing"], context, hostname)

    return _wrapping(original, make)


def _wrapping(
    original: Callable[..., Any], make: Callable[[ssl.SSLContext, Mapping[str, Any], Any], Any]
) -> Callable[..., Any]:
    parameters = signature(original)

    def wrapped(context: ssl.SSLContext, *args: Any, **options: Any) -> Any:
        given = parameters.bind(context, *args, **options).arguments
        family = getattr(given.get("sock"), "family", socket.AF_INET)
        if given.get("server_side") or family not in (socket.AF_INET, socket.AF_INET6):
            return original(context, *args, **options)
        hostname = given.get("server_hostname")
        if context.check_hostname and not hostname:
            # The original raises this too.
            raise ValueError("check_hostname requires server_hostname")
        return make(context, given, hostname)

    return wrapped


def _is_connected(sock: socket.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True
