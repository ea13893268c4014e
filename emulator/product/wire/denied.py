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
    """The replacements for methods of ``socket.socket``; other address families pass."""

    def guarded(name: str, place: int, error: Callable[[], OSError]) -> Callable[..., Any]:
        """``place`` is that of the address among the arguments; a shorter call has none."""
        original = getattr(socket.socket, name)

        def method(self: socket.socket, *args: Any) -> Any:
            address = args[place] if len(args) > abs(place) else None
            if self.family not in _INTERNET or address is None:
                return original(self, *args)
            wire.attempt("socket", shown(address))
            if name == "connect_ex":
                return errno.ECONNREFUSED
            raise error()

        return method

    return {
        "connect": guarded("connect", 0, refused),
        "connect_ex": guarded("connect_ex", 0, refused),
        "sendto": guarded("sendto", -1, _unreachable),
        "sendmsg": guarded("sendmsg", 3, _unreachable),
    }


def socket_functions(wire: Wire) -> dict[str, Callable[..., Any]]:
    """The replacements for functions of the module ``socket``."""

    def create_connection(address: Any, *args: Any, **options: Any) -> socket.socket:
        wire.attempt("socket", shown(address))
        raise refused()

    return {"create_connection": create_connection}


def refused(reason: str = WHY) -> ConnectionRefusedError:
    """The error of a refused connection; ``reason`` is added in brackets."""
    added = f" ({reason})" if reason else ""
    return ConnectionRefusedError(errno.ECONNREFUSED, f"Connection refused{added}")


def shown(address: Any) -> str:
    """An address as users read it: ``10.0.0.1:443``, ``[::1]:443``."""
    if not isinstance(address, tuple) or len(address) < 2:
        return str(address)
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _unreachable() -> OSError:
    return OSError(errno.ENETUNREACH, f"Network is unreachable ({WHY})")
