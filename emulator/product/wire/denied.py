"""Replacements for functions of ``socket`` while the network is off: each fails and records the attempt."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

from .wire import Wire

WHY = "xfetch: the network is off"
_INTERNET = (socket.AF_INET, socket.AF_INET6)


def socket_methods(wire: Wire) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the methods of ``socket.socket`` that connect, send or bind to an
    address.

    For an Internet address they fail, except ``bind``: it works, and the address is recorded. Sockets of
    other families, such as Unix sockets, work as before.
    """

    def guarded(name: str, place: int, error: Callable[[], OSError]) -> Callable[..., Any]:
        """Build the replacement of one method of ``socket.socket``.

        ``place`` is the position of the address among the arguments. A call with fewer arguments has no
        address and goes to the original.
        """
        original = getattr(socket.socket, name)

        def method(self: socket.socket, *args: Any) -> Any:
            address = args[place] if len(args) > abs(place) else None
            if self.family not in _INTERNET or address is None:
                return original(self, *args)
            wire.attempt("socket", address_text(address))
            if name == "connect_ex":
                return errno.ECONNREFUSED
            raise error()

        return method

    bind = socket.socket.bind

    def bound(self: socket.socket, address: Any) -> None:
        bind(self, address)
        # Port 0 is any free port: no other process can rely on it.
        if self.family in _INTERNET and address[1]:
            wire.bound(address_text(address))

    return {
        "bind": bound,
        "connect": guarded("connect", 0, refused_error),
        "connect_ex": guarded("connect_ex", 0, refused_error),
        "sendto": guarded("sendto", -1, _unreachable),
        "sendmsg": guarded("sendmsg", 3, _unreachable),
    }


def socket_functions(wire: Wire) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the functions of the module ``socket`` that open connections."""

    def create_connection(address: object, *args: Any, **options: Any) -> socket.socket:
        wire.attempt("socket", address_text(address))
        raise refused_error()

    return {"create_connection": create_connection}


def refused_error(reason: str = WHY) -> ConnectionRefusedError:
    """Return the error that a refused connection raises, with ``reason`` in brackets."""
    added = f" ({reason})" if reason else ""
    return ConnectionRefusedError(errno.ECONNREFUSED, f"Connection refused{added}")


def address_text(address: object) -> str:
    """Return a socket address as text for messages: ``10.0.0.1:443``, ``[::1]:443``."""
    if not isinstance(address, tuple) or len(address) < 2:
        return str(address)
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _unreachable() -> OSError:
    """Return the error that sending a datagram raises while there is no network."""
    return OSError(errno.ENETUNREACH, f"Network is unreachable ({WHY})")
