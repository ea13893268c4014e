"""Connect clients that open sockets themselves (http.client, httpx, aiohttp, …) to the simulated product.

``transport.py`` answers urllib3 without a connection. Every other HTTP/1.1 client on Python's sockets gets a
real connection over the loopback, whose other end is in this process.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from ..patching import patched_module, swapped
from ..wire import Wire
from .ahead import asked_ahead
from .event_loop import EventLoops, resolved_at_once
from .sockets import connect_methods, getaddrinfo_for, receive_methods, send_methods
from .switchboard import Switchboard


@contextmanager
def dialled(wire: Wire) -> Iterator[None]:
    """Connect new client sockets to the simulated product while this context is open.

    Connections stay open when it ends, and can be used again when the context is entered the next time.
    """
    switchboard = wire.switchboard = wire.switchboard or Switchboard(wire)
    loops = EventLoops()

    def turns(module: Any, stack: ExitStack) -> None:
        cls = module.BaseEventLoop
        stack.enter_context(swapped(cls, "_run_once", loops.run_once(cls._run_once)))
        stack.enter_context(swapped(cls, "getaddrinfo", resolved_at_once))

    def native_tls(module: Any, stack: ExitStack) -> None:
        # pyOpenSSL passes the file descriptor to OpenSSL, which writes encrypted bytes that xfetch cannot
        # read, and waits for an answer in real time: refuse it, and record the attempt.
        original = module.Connection.do_handshake

        def do_handshake(self: Any) -> None:
            connection = switchboard.of(self._socket) if self._socket is not None else None
            if connection is not None:
                connection.refuse()
            original(self)

        stack.enter_context(swapped(module.Connection, "do_handshake", do_handshake))

    methods = {
        **connect_methods(switchboard, loops),
        **send_methods(switchboard, loops),
        **receive_methods(switchboard),
    }
    with ExitStack() as stack:
        for name, value in methods.items():
            stack.enter_context(swapped(socket.socket, name, value))
        stack.enter_context(swapped(socket, "getaddrinfo", getaddrinfo_for(switchboard)))
        # The guard replaces this function by one that refuses every name.
        stack.enter_context(swapped(socket, "create_connection", _CREATE_CONNECTION))
        stack.enter_context(patched_module("ssl", _unencrypted))
        stack.enter_context(patched_module("asyncio.base_events", turns))
        stack.enter_context(asked_ahead(wire))
        stack.enter_context(patched_module("OpenSSL.SSL", native_tls))
        yield


_CREATE_CONNECTION = socket.create_connection


def _unencrypted(module: Any, stack: ExitStack) -> None:
    """Replace TLS by unencrypted connections (``plain_tls``) once the module ``ssl`` is loaded."""
    from .plain_tls import wrap_bio, wrap_socket

    context = module.SSLContext
    stack.enter_context(swapped(context, "wrap_socket", wrap_socket(context.wrap_socket)))
    stack.enter_context(swapped(context, "wrap_bio", wrap_bio(context.wrap_bio)))
