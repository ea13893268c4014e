"""Replacements for the methods of ``socket.socket`` that connect, send and receive."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from typing import Any

from ....errors import Interruption
from ..name_resolution import is_address, text_of
from .event_loop import EventLoops
from .switchboard import Switchboard, mapped

_INTERNET = (socket.AF_INET, socket.AF_INET6)
_PLAIN = socket.SocketType


def connect_methods(switchboard: Switchboard, loops: EventLoops) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the methods of TCP sockets that connect and close."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_close = socket.socket._real_close  # type: ignore[attr-defined]

    def dialled(self: socket.socket, address: object) -> bool:
        if self.family not in _INTERNET or self.type != socket.SOCK_STREAM:
            return False
        if not isinstance(address, tuple) or len(address) < 2:
            return False
        switchboard.dial(self, address)
        if self.gettimeout() == 0:
            loops.wait_on_the_clock()
        return True

    def dialling_connect(self: socket.socket, address: Any) -> None:
        if not dialled(self, address):
            connect(self, address)

    def dialling_connect_ex(self: socket.socket, address: Any) -> int:
        try:
            return 0 if dialled(self, address) else connect_ex(self, address)
        except OSError as error:
            return error.errno or 1

    def closing(self: socket.socket, *args: Any) -> None:
        switchboard.hang_up(self)
        real_close(self, *args)

    return {
        "connect": dialling_connect,
        "connect_ex": dialling_connect_ex,
        "_real_close": closing,
    }


def send_methods(switchboard: Switchboard, loops: EventLoops) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the socket methods that send: they pass the bytes to the product."""
    send, sendall, sendmsg = _PLAIN.send, _PLAIN.sendall, socket.socket.sendmsg

    def handed_over(sock: socket.socket, content: Any) -> int | None:
        """Pass bytes to the simulated product; return their number, None if the socket is not connected to
        it.
        """
        connection = switchboard.of(sock)
        if connection is None:
            return None
        whole = bytes(memoryview(content).cast("B"))
        timeout_s = sock.gettimeout()
        try:
            connection.sent(whole, timeout_s or None, loops.later() if timeout_s == 0 else None)
        except Interruption as interruption:
            if timeout_s != 0 or not loops.interrupt(interruption):
                raise
            connection.reset()
        return len(whole)

    def handing_send(self: socket.socket, data: Any, *flags: Any) -> int:
        count = handed_over(self, data)
        return send(self, data, *flags) if count is None else count

    def handing_sendall(self: socket.socket, data: Any, *flags: Any) -> None:
        if handed_over(self, data) is None:
            sendall(self, data, *flags)

    def handing_sendmsg(self: socket.socket, buffers: Any, *rest: Any) -> int:
        if switchboard.of(self) is None:
            return sendmsg(self, buffers, *rest)
        return handed_over(self, b"".join(buffers)) or 0

    def handing_sendfile(self: Any, file: Any, offset: int = 0, count: int | None = None) -> int:
        # The kernel's sendfile would bypass the methods that are replaced here.
        sent: int = self._sendfile_use_send(file, offset, count)
        return sent

    return {
        "send": handing_send,
        "sendall": handing_sendall,
        "sendmsg": handing_sendmsg,
        "sendfile": handing_sendfile,
    }


def receive_methods(switchboard: Switchboard) -> dict[str, Callable[..., Any]]:
    """Return replacements, by name, for the socket methods that receive: they wait on the simulated clock."""

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def read(self: socket.socket, *args: Any, **options: Any) -> Any:
            connection = switchboard.of(self)
            if connection is None:
                return original(self, *args, **options)
            # A thread that reads in a loop looks blocked to the clock; it is not.
            with switchboard.clock.working():
                connection.pump()
                timeout_s = self.gettimeout()
                if timeout_s != 0 and not connection.pending and not _readable(self):
                    connection.before_reading(timeout_s, hasattr(self, "server_hostname"))
                found = original(self, *args, **options)
                connection.pump()
            return found

        return read

    return {name: wrapped(getattr(_PLAIN, name)) for name in ("recv", "recv_into")}


def getaddrinfo_for(switchboard: Switchboard) -> Callable[..., Any]:
    """Return the replacement for ``socket.getaddrinfo``.

    It gives every host name that a client looks up its own address, by which the later connection is
    recognised.
    """
    getaddrinfo = socket.getaddrinfo
    names = switchboard.names

    def dialable_getaddrinfo(
        host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        name = text_of(host)
        stream = type in (0, socket.SOCK_STREAM) and not flags & socket.AI_PASSIVE
        if name and port and stream and not is_address(name):
            address = names.address_of(_ascii(name))
            host = mapped(address) if family == socket.AF_INET6 else address
            # With AI_ADDRCONFIG the result would depend on this machine's own addresses.
            flags &= ~socket.AI_ADDRCONFIG
        return getaddrinfo(host, port, family, type, proto, flags)

    return dialable_getaddrinfo


def _ascii(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from error


def _readable(sock: socket.socket) -> bool:
    """Whether a read from the socket would return at once: with bytes, with the end of the stream, or an
    error.
    """
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
