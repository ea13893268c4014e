"""Refuse connections of pyOpenSSL to the simulated product.

pyOpenSSL passes the file descriptor to OpenSSL, which writes encrypted bytes that xfetch cannot read, and
waits for an answer in real time. So the handshake fails and is recorded as an attempt.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from ..patching import patched_module, swapped
from .switchboard import Switchboard


@contextmanager
def refuse_native_tls(switchboard: Switchboard) -> Iterator[None]:
    """Make TLS handshakes of pyOpenSSL with the simulated product raise ConnectionRefusedError."""

    def patch(module: ModuleType, stack: ExitStack) -> None:
        client: Any = module
        original = client.Connection.do_handshake

        def do_handshake(self: Any) -> None:
            sock = self._socket
            connection = switchboard.of(sock) if sock is not None else None
            if connection is not None:
                connection.refuse()
            original(self)

        stack.enter_context(swapped(client.Connection, "do_handshake", do_handshake))

    with patched_module("OpenSSL.SSL", patch):
        yield
