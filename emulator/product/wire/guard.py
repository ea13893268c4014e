"""Block the real network (``offline``), or allow it and record the HTTP exchanges (``allowed``)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from .denied import socket_functions, socket_methods
from .live import Observer
from .live_asyncio import observed
from .live_http_client import ClientObserver
from .name_resolution import name_functions
from .patching import patched_module, swapped
from .transport import POOLS
from .wire import Wire


@contextmanager
def offline(wire: Wire) -> Iterator[None]:
    """Make connections and name lookups fail as on a machine without a network, and record each attempt.

    Native code is not blocked: it calls the operating system directly.
    """
    replacements = {**socket_functions(wire), **name_functions(wire)}
    with ExitStack() as stack:
        for name, value in socket_methods(wire).items():
            stack.enter_context(swapped(socket.socket, name, value))
        for name, value in replacements.items():
            stack.enter_context(swapped(socket, name, value))
        yield


@contextmanager
def allowed(wire: Wire) -> Iterator[None]:
    """Let requests go to the real network, and record the exchanges of urllib3, http.client, httpx and
    aiohttp.

    Of urllib3's requests those to the platform's intake are answered here.
    """
    observer = Observer(wire)
    clients = ClientObserver(observer)

    def patch(module: ModuleType, stack: ExitStack) -> None:
        pool = module.HTTPConnectionPool
        replacement = observer.make_request(pool._make_request)
        stack.enter_context(swapped(pool, "_make_request", replacement))

    def patch_client(module: Any, stack: ExitStack) -> None:
        cls = module.HTTPConnection
        stack.enter_context(swapped(cls, "send", clients.send(cls.send)))
        stack.enter_context(swapped(cls, "getresponse", clients.getresponse(cls.getresponse)))

    try:
        with (
            patched_module(POOLS, patch),
            patched_module("http.client", patch_client),
            observed(observer),
        ):
            yield
    finally:
        observer.finish()
