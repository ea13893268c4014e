"""Record the exchanges of httpx and aiohttp with the real product."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from ...error_text import named_error
from ...record.entries import Line
from ..message import Headers, Request
from .live import Observer
from .patching import patched_module, swapped
from .recorded_exchange import record_exchange


@dataclass(frozen=True)
class _Begun:
    """A request that was sent, and what is known of its answer so far."""

    at: datetime
    line: Line | None
    request: Request


class _Exchanges:
    """Records the requests of clients that return a response before its body is read: each is recorded once
    the body has come, or the request has failed.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def begin(self, request: Request) -> _Begun:
        recorder = self._observer.recorder
        line = recorder.line() if recorder is not None else None
        return _Begun(self._observer.now(), line, request)

    def failed(self, begun: _Begun, error: BaseException) -> None:
        recorder = self._observer.recorder
        if recorder is not None:
            failure = named_error(error)
            record_exchange(recorder, begun.at, begun.request, failure=failure, line=begun.line)

    def ended(self, begun: _Begun, status: int, headers: Headers, body: bytes) -> None:
        recorder = self._observer.recorder
        if recorder is not None:
            record_exchange(
                recorder, begun.at, begun.request, status, headers, body, line=begun.line
            )


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """While this context is open, record what httpx and aiohttp exchange."""
    exchanges = _Exchanges(observer)

    def httpx(module: Any, stack: ExitStack) -> None:
        for cls, name, wrap in (
            (module.HTTPTransport, "handle_request", _httpx_sync),
            (module.AsyncHTTPTransport, "handle_async_request", _httpx_async),
        ):
            stack.enter_context(swapped(cls, name, wrap(exchanges, module, getattr(cls, name))))

    with (
        patched_module("httpx._transports.default", httpx),
        patched_module("aiohttp.client", _aiohttp(exchanges)),
    ):
        yield


# httpx


def _httpx_sync(exchanges: _Exchanges, module: Any, original: Callable[..., Any]) -> Any:
    class Copied(module.SyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any, done: Callable[[bytes], None]) -> None:
            self._stream, self._done, self._kept = stream, done, bytearray()

        def __iter__(self) -> Iterator[bytes]:
            for part in self._stream:
                self._kept += part
                yield part

        def close(self) -> None:
            self._stream.close()
            self._done(bytes(self._kept))

    def handle_request(self: Any, request: Any) -> Any:
        begun = exchanges.begin(_of_httpx(request))
        try:
            response = original(self, request)
        except BaseException as error:
            exchanges.failed(begun, error)
            raise
        response.stream = Copied(response.stream, _done(exchanges, begun, response))
        return response

    return handle_request


def _httpx_async(exchanges: _Exchanges, module: Any, original: Callable[..., Any]) -> Any:
    class Copied(module.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any, done: Callable[[bytes], None]) -> None:
            self._stream, self._done, self._kept = stream, done, bytearray()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for part in self._stream:
                self._kept += part
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()
            self._done(bytes(self._kept))

    async def handle_async_request(self: Any, request: Any) -> Any:
        begun = exchanges.begin(_of_httpx(request))
        try:
            response = await original(self, request)
        except BaseException as error:
            exchanges.failed(begun, error)
            raise
        response.stream = Copied(response.stream, _done(exchanges, begun, response))
        return response

    return handle_async_request


def _done(exchanges: _Exchanges, begun: _Begun, response: Any) -> Callable[[bytes], None]:
    """Return a function that records the exchange once, with the body that the client has read."""
    left = [begun]

    def done(body: bytes) -> None:
        if left:
            headers = _headers(response.headers.multi_items())
            exchanges.ended(left.pop(), response.status_code, headers, body)

    return done


def _of_httpx(request: Any) -> Request:
    # A body that is made while it is sent is not known here.
    body = getattr(request, "_content", b"")
    return Request(request.method, str(request.url), _headers(request.headers.multi_items()), body)


# aiohttp


def _aiohttp(exchanges: _Exchanges) -> Callable[[Any, ExitStack], None]:
    begun_by: WeakKeyDictionary[Any, _Begun] = WeakKeyDictionary()

    def patch(module: Any, stack: ExitStack) -> None:
        session, response = module.ClientSession, module.ClientResponse
        ask, read = session._request, response.read

        async def _request(self: Any, method: str, str_or_url: Any, **options: Any) -> Any:
            sent = Request(method.upper(), str(str_or_url), body=_body(options))
            begun = exchanges.begin(sent)
            try:
                answer = await ask(self, method, str_or_url, **options)
            except BaseException as error:
                exchanges.failed(begun, error)
                raise
            headers = _headers(answer.request_info.headers.items())
            whole = Request(answer.method, str(answer.url), headers, sent.body)
            begun_by[answer] = _Begun(begun.at, begun.line, whole)
            return answer

        async def read_and_record(self: Any) -> Any:
            body = await read(self)
            begun = begun_by.pop(self, None)
            if begun is not None:
                exchanges.ended(begun, self.status, _headers(self.headers.items()), body)
            return body

        stack.enter_context(swapped(session, "_request", _request))
        stack.enter_context(swapped(response, "read", read_and_record))

    return patch


def _body(options: dict[str, Any]) -> bytes:
    """Return the body of a request, as far as it is given as a text, bytes or JSON."""
    if options.get("json") is not None:
        return json.dumps(options["json"]).encode()
    data = options.get("data")
    if isinstance(data, str):
        return data.encode()
    return bytes(data) if isinstance(data, (bytes, bytearray)) else b""


def _headers(items: Any) -> Headers:
    pairs: list[tuple[str, str]] = []
    for name, value in items:
        with suppress(ValueError):
            pairs += Headers([(str(name), " ".join(str(value).splitlines()))]).pairs
    return Headers(pairs)
