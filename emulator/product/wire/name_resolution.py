"""Resolve host names without DNS: only IP addresses and this machine's own names; other names fail."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from .denied import WHY
from .wire import Wire

_LOOPBACK = "127.0.0.1"


def name_functions(wire: Wire) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the functions of the module ``socket`` that resolve names."""
    getnameinfo = socket.getnameinfo

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(host: object, *args: Any, **options: Any) -> Any:
            return original(_local(wire, host), *args, **options)

        return resolve

    def guarded_gethostbyaddr(ip_address: str) -> tuple[str, list[str], list[str]]:
        if _is_own(ip_address):
            return ip_address, [], [_LOOPBACK]
        wire.attempt("dns", ip_address)
        raise socket.herror(1, f"Unknown host ({WHY})")

    def guarded_getnameinfo(sockaddr: Any, flags: int) -> tuple[str, str]:
        if not flags & socket.NI_NUMERICHOST:
            wire.attempt("dns", str(sockaddr[0]))
            raise _unknown()
        return getnameinfo(sockaddr, flags)

    names = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
    return {
        **{name: guarded(getattr(socket, name)) for name in names},
        "getnameinfo": guarded_getnameinfo,
        "gethostbyaddr": guarded_gethostbyaddr,
    }


def _local(wire: Wire, host: object) -> Any:
    """Return a host in a form that resolves without DNS.

    For the name of another machine, record an attempt and raise socket.gaierror.
    """
    name = text_of(host)
    if name is None or name == "" or is_address(name):
        return host
    if _is_own(name):
        return _LOOPBACK
    wire.attempt("dns", str(name))
    raise _unknown()


def text_of(host: object) -> Any:
    """Return a host name as text; callers of ``socket`` may give it as bytes."""
    return host.decode("ascii", "replace") if isinstance(host, bytes) else host


def is_address(name: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_own(name: str) -> bool:
    return name.lower() in ("localhost", socket.gethostname().lower())


def _unknown() -> OSError:
    return socket.gaierror(socket.EAI_NONAME, f"Name or service not known ({WHY})")
