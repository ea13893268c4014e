"""Sockets that reach no other machine: connecting and sending fails and is recorded."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

from .wire import Wire

WHY = "xfetch: the network is off"
_INTERNET = (socket.AF_INET, socket.AF_INET6)


def socket_methods(wire: Wire) -> dict[str, Callable[..., Any]]:
    """What takes the place of methods of ``socket.socket``; other address families pass."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    sendto, sendmsg = socket.socket.sendto, socket.socket.sendmsg

    def denied(self: socket.socket, address: Any) -> bool:
        if self.family not in _INTERNET or address is None:
            return False
        wire.attempt("socket", _target(address))
        return True

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if denied(self, address):
            raise _refused()
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        return errno.ECONNREFUSED if denied(self, address) else connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        if denied(self, rest[-1] if rest else None):
            raise _unreachable()
        return sendto(self, data, *rest)

    def guarded_sendmsg(self: socket.socket, buffers: Any, *rest: Any) -> int:
        if denied(self, rest[2] if len(rest) > 2 else None):
            raise _unreachable()
        return sendmsg(self, buffers, *rest)

    return {
        "connect": guarded_connect,
        "connect_ex": guarded_connect_ex,
        "sendto": guarded_sendto,
        "sendmsg": guarded_sendmsg,
    }


def socket_functions(wire: Wire) -> dict[str, Callable[..., Any]]:
    """What takes the place of functions of the module ``socket``."""

    def guarded_create_connection(address: Any, *args: Any, **options: Any) -> socket.socket:
        wire.attempt("socket", _target(address))
        raise _refused()

    return {"create_connection": guarded_create_connection}


def _target(address: Any) -> str:
    if not isinstance(address, tuple) or len(address) < 2:
        return str(address)
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _refused() -> OSError:
    return ConnectionRefusedError(errno.ECONNREFUSED, f"Connection refused ({WHY})")


def _unreachable() -> OSError:
    return OSError(errno.ENETUNREACH, f"Network is unreachable ({WHY})")
