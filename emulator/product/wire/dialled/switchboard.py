"""Accept the connections that clients open to the simulated product, and find them by the client's socket."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from contextvars import ContextVar
from typing import Any

from ..wire import OpenExchange, Wire
from .connection import Connection

# The answer that ahead.py already has for the connection being made.
AHEAD: ContextVar[OpenExchange | None] = ContextVar("xfetch_ahead", default=None)

_LOOPBACK = "127.0.0.1"
# RFC 2544 reserves this range for benchmarks: no real host has such an address.
_FIRST = int(ipaddress.IPv4Address("198.18.0.1"))
_MAPPED = "::ffff:"
_BACKLOG = 128


class Names:
    """Assigns an IPv4 address to each host name that clients look up, in the order of the first lookups."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def address_of(self, name: str) -> str:
        """Return the IPv4 address that is assigned to a host name."""
        name = name.lower().rstrip(".")
        address = self._addresses.get(name)
        if address is None:
            address = str(ipaddress.IPv4Address(_FIRST + len(self._addresses)))
            self._addresses[name] = address
            self._names[address] = name
        return address

    def name_of(self, address: str) -> str:
        """Return the host name that an address is assigned to; return any other address in lower case."""
        plain = address.removeprefix(_MAPPED)
        return self._names.get(plain, address.lower())


def mapped(address: str) -> str:
    """Return an IPv4 address as an IPv6 socket needs it: ``::ffff:10.0.0.1``."""
    return _MAPPED + address


class Switchboard:
    """Connects client sockets to the simulated product; each connection is a ``Connection``.

    The listening socket is opened for the first connection. There is no server thread: the thread that
    connects also accepts.
    """

    def __init__(self, wire: Wire) -> None:
        self.clock = wire.clock
        self.names = Names()
        self._wire = wire
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._owner = os.getpid()
        self._listener: socket.SocketType | None = None
        # The key is the client's port: it stays the same when a socket is wrapped or duplicated.
        self._connections: dict[int, Connection] = {}

    def of(self, sock: socket.SocketType) -> Connection | None:
        """Return the product's end (``Connection``) of a client's socket; None for a socket without one."""
        if not self._connections:
            return None
        try:
            name: Any = socket.SocketType.getsockname(sock)
        except OSError:
            return None
        return self._connections.get(name[1]) if isinstance(name, tuple) else None

    def dial(self, sock: socket.SocketType, address: tuple[Any, ...]) -> None:
        """Connect a client's socket to the product at ``address``. Raises OSError as ``connect`` does."""
        host, port = str(address[0]), int(address[1])
        with self._lock:
            if self._owner != os.getpid():
                # A forked process shares the parent's sockets, and must not touch them.
                self._clear()
            self._sweep()
            peer = self._connected(sock)
            connection = Connection(self._wire, peer, self.names.name_of(host), port)
            connection.ahead = AHEAD.get()
            self._connections[socket.SocketType.getsockname(sock)[1]] = connection

    def hang_up(self, sock: socket.SocketType) -> None:
        """Close the connection of a client's socket."""
        connection = self.of(sock)
        if connection is not None:
            del self._connections[socket.SocketType.getsockname(sock)[1]]
            connection.closed()

    def _connected(self, sock: socket.SocketType) -> socket.SocketType:
        listener = self._listening()
        host, port = listener.getsockname()
        v6 = sock.family == socket.AF_INET6
        timeout_s = sock.gettimeout()
        # A loopback connection is made at once, so accept() returns the one just made.
        socket.SocketType.settimeout(sock, None)
        try:
            socket.SocketType.connect(sock, (mapped(host) if v6 else host, port))
        finally:
            socket.SocketType.settimeout(sock, timeout_s)
        mine = socket.SocketType.getsockname(sock)[1]
        while True:
            descriptor, caller = listener._accept()  # type: ignore[attr-defined]
            peer = socket.SocketType(fileno=descriptor)
            if caller[1] == mine:
                return peer
            peer.close()

    def _listening(self) -> socket.SocketType:
        if self._listener is None:
            listener = socket.SocketType(socket.AF_INET, socket.SOCK_STREAM)
            socket.SocketType.bind(listener, (_LOOPBACK, 0))
            listener.listen(_BACKLOG)
            self._listener = listener
        return self._listener

    def _sweep(self) -> None:
        """Drop the connections whose client sockets no longer exist."""
        for port, connection in list(self._connections.items()):
            if connection.abandoned():
                del self._connections[port]
                connection.closed()

    def __del__(self) -> None:
        if getattr(self, "_listener", None) is not None and self._owner == os.getpid():
            self._listener.close()  # type: ignore[union-attr]
