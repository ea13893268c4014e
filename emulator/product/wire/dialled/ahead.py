"""Let the vendor (which plays the product) answer before httpx or aiohttp opens a connection.

Both clients retry a refused connection, but not a failed request. Only the vendor's answer tells whether the
product refuses. When these clients connect they already hold the request, so the vendor answers it then: a
refusal makes the connection fail, any other answer waits until the client sends the request.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from ...message import Failure, Headers, Request, url_of
from ..denied import refused_error
from ..patching import patched_module, swapped
from ..wire import OpenExchange, Wire
from .switchboard import AHEAD


@contextmanager
def asked_ahead(wire: Wire) -> Iterator[None]:
    """While this context is open, let the vendor answer before httpx (by httpcore) and aiohttp connect."""

    def dials(name: str, asking: Callable[..., Any]) -> Callable[[Any, ExitStack], None]:
        def patch(module: object, stack: ExitStack) -> None:
            cls = getattr(module, name)
            stack.enter_context(swapped(cls, "_connect", asking(wire, cls._connect)))

        return patch

    sync = dials("HTTPConnection", _httpcore_connect)
    asynchronous = dials("AsyncHTTPConnection", _httpcore_async_connect)

    def connector(module: Any, stack: ExitStack) -> None:
        cls, name = module.TCPConnector, "_create_connection"
        stack.enter_context(swapped(cls, name, _aiohttp_connect(wire, getattr(cls, name))))

    with (
        patched_module("httpcore._sync.connection", sync),
        patched_module("httpcore._async.connection", asynchronous),
        patched_module("aiohttp.connector", connector),
        patched_module("aiohttp.resolver", _resolve_in_python),
    ):
        yield


def _ask(
    wire: Wire, request: Request | None, timeout_s: float | None = None, *, waits: bool = True
) -> OpenExchange | None:
    """Let the vendor answer a request before the client connects; None if the request's body is not
    complete.

    Without ``waits`` the client's event loop waits for the response. Raises ConnectionRefusedError if the
    vendor refuses.
    """
    if request is None:
        return None
    begun = wire.begin(request, timeout_s, waits=waits)
    given = begun.given
    if isinstance(given, Failure) and given.kind == "refused":
        wire.clock.advance(begun.left_s(wire.clock.now()))
        wire.end(begun)
        raise refused_error(given.reason)
    return begun


@contextmanager
def _known(begun: OpenExchange | None) -> Iterator[None]:
    """Give the connection that is opened in this context an answer that the vendor has already made."""
    token = AHEAD.set(begun)
    try:
        yield
    finally:
        AHEAD.reset(token)


# httpcore


class _Asking:
    """A network backend of httpcore that lets the vendor answer the request before it connects."""

    def __init__(self, wire: Wire, backend: Any, asked: Any) -> None:
        self._wire, self._backend, self._asked = wire, backend, asked

    def begun(self, *, waits: bool) -> OpenExchange | None:
        timeout_s = self._asked.extensions.get("timeout", {}).get("read")
        try:
            return _ask(self._wire, _of_httpcore(self._asked), timeout_s, waits=waits)
        except ConnectionRefusedError as error:
            raise sys.modules["httpcore"].ConnectError(str(error)) from error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)


class _AskingSync(_Asking):
    def connect_tcp(self, *args: Any, **options: Any) -> Any:
        with _known(self.begun(waits=True)):
            return self._backend.connect_tcp(*args, **options)


class _AskingAsync(_Asking):
    async def connect_tcp(self, *args: Any, **options: Any) -> Any:
        with _known(self.begun(waits=False)):
            return await self._backend.connect_tcp(*args, **options)


def _httpcore_connect(wire: Wire, original: Callable[..., Any]) -> Callable[..., Any]:
    def _connect(self: Any, request: Any) -> Any:
        with _backend(self, _AskingSync(wire, self._network_backend, request)):
            return original(self, request)

    return _connect


def _httpcore_async_connect(wire: Wire, original: Callable[..., Any]) -> Callable[..., Any]:
    async def _connect(self: Any, request: Any) -> Any:
        with _backend(self, _AskingAsync(wire, self._network_backend, request)):
            return await original(self, request)

    return _connect


@contextmanager
def _backend(connection: Any, asking: Any) -> Iterator[None]:
    own = connection._network_backend
    connection._network_backend = asking
    try:
        yield
    finally:
        connection._network_backend = own


def _of_httpcore(asked: Any) -> Request | None:
    stream = asked.stream
    body = getattr(stream, "_stream", getattr(stream, "_content", None))
    target = asked.url.target.decode("latin-1")
    if not isinstance(body, bytes) or not target.startswith("/"):
        return None
    headers = [(name.decode("latin-1"), text.decode("latin-1")) for name, text in asked.headers]
    scheme, host = asked.url.scheme.decode("ascii"), asked.url.host.decode("ascii")
    return Request(
        asked.method.decode("ascii"),
        url_of(scheme, host.lower(), asked.url.port, target),
        Headers(headers),
        body,
    )


# aiohttp


def _aiohttp_connect(wire: Wire, original: Callable[..., Any]) -> Callable[..., Any]:
    async def _create_connection(self: Any, req: Any, traces: Any, timeout: Any) -> Any:
        if req.proxy:
            return await original(self, req, traces, timeout)
        try:
            begun = _ask(wire, _of_aiohttp(req), waits=False)
        except ConnectionRefusedError as error:
            failed = sys.modules["aiohttp"].ClientConnectorError
            raise failed(req.connection_key, error) from error
        with _known(begun):
            return await original(self, req, traces, timeout)

    return _create_connection


def _of_aiohttp(req: Any) -> Request | None:
    body = getattr(req.body, "_value", req.body) or b""
    if not isinstance(body, (bytes, bytearray)):
        return None
    url = req.url
    headers = Headers([(str(name), str(text)) for name, text in req.headers.items()])
    host = (url.raw_host or "").lower()
    whole = url_of(url.scheme, host, url.port, url.raw_path_qs or "/")
    return Request(req.method, whole, headers, bytes(body))


def _resolve_in_python(module: ModuleType, stack: ExitStack) -> None:
    """Make aiohttp resolve names with Python's functions instead of the native library aiodns."""
    resolvers: Any = module

    async def resolve(self: object, host: str, port: int = 0, *args: Any, **options: Any) -> Any:
        return await resolvers.ThreadedResolver().resolve(host, port, *args, **options)

    stack.enter_context(swapped(resolvers.AsyncResolver, "resolve", resolve))
