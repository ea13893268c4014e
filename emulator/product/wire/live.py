"""Record HTTP exchanges with the real product without changing them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.client import HTTPResponse
from typing import Any

from ...error_text import named_error
from ...record.recorder import Recorder
from ..message import Headers, Request
from .recorded_exchange import record_exchange
from .transport import make_request
from .urllib3_request import body_bytes, is_urllib3_1, request_of
from .wire import Wire


class Observer:
    """Records an exchange with the real product as soon as the client has read or closed the response.

    A streamed response is not delayed: its bytes are copied while the client reads them.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._open: list[_CopyingFile] = []

    def make_request(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return the replacement for urllib3's ``_make_request``, which records the exchange.

        The platform's intake is no part of the product: it is answered here too.
        """
        emulated = make_request(self._wire)

        def _make_request(pool: object, conn: object, method: str, url: str, **options: Any) -> Any:
            self.finish()
            at, recorder = self._wire.clock.now(), self._wire.recorder
            body = options.get("body")
            if body is not None and not isinstance(body, (str, bytes)):
                options["body"] = body_bytes(body)
            request = request_of(pool, method, url, options)
            if self._wire.intake is not None and self._wire.intake.is_for(request):
                return emulated(pool, conn, method, url, **options)
            preload = options.get("preload_content", False)
            if preload:
                options["preload_content"] = False
            try:
                response = original(pool, conn, method, url, **options)
            except Exception as error:
                if recorder is not None:
                    record_exchange(recorder, at, request, failure=named_error(error))
                raise
            self.copy(
                at, request, response if is_urllib3_1(options) else response._original_response
            )
            if preload:
                _ = response.data
            return response

        return _make_request

    def finish(self) -> None:
        """Record the exchanges whose response was read only in part, with that part."""
        for copied in self._open:
            copied.finish()
        self._open.clear()

    @property
    def recorder(self) -> Recorder | None:
        return self._wire.recorder

    def now(self) -> datetime:
        return self._wire.clock.now()

    def copy(self, at: datetime, request: Request, raw: HTTPResponse) -> None:
        """Copy the response ``raw`` while the client reads it, and record the exchange at its end."""
        recorder = self.recorder
        if recorder is None:
            return
        status, headers = raw.status, _headers(raw)
        chunked = bool(getattr(raw, "chunked", False))

        def done(content: bytes) -> None:
            body = _unchunked(content) if chunked else content
            record_exchange(recorder, at, request, status, headers, body)

        if getattr(raw, "fp", None) is None:
            done(b"")
            return
        copied = _CopyingFile(raw.fp, done)
        raw.fp = copied  # type: ignore[assignment]
        self._open.append(copied)


class _CopyingFile:
    """Wraps the file object that a client reads a response from, and copies the bytes.

    It passes the copy to ``done`` once: when the file is closed, or by ``finish``.
    """

    def __init__(self, file: Any, done: Callable[[bytes], None]) -> None:
        self._file = file
        self._done: Callable[[bytes], None] | None = done
        self._kept = bytearray()

    def _keep(self, content: bytes) -> bytes:
        self._kept += content
        return content

    def read(self, *size: Any) -> bytes:
        return self._keep(self._file.read(*size))

    def read1(self, *size: Any) -> bytes:
        return self._keep(self._file.read1(*size))

    def readline(self, *size: Any) -> bytes:
        return self._keep(self._file.readline(*size))

    def readinto(self, buffer: Any) -> int:
        count: int = self._file.readinto(buffer)
        self._keep(bytes(memoryview(buffer)[:count]))
        return count

    def close(self) -> None:
        self._file.close()
        self.finish()

    def finish(self) -> None:
        if self._done is not None:
            done, self._done = self._done, None
            done(bytes(self._kept))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _unchunked(content: bytes) -> bytes:
    """Decode an HTTP body in chunked transfer encoding, up to the first incomplete chunk."""
    body, place = bytearray(), 0
    while (end := content.find(b"\r\n", place)) >= 0:
        try:
            size = int(content[place:end].partition(b";")[0], 16)
        except ValueError:
            break
        if size == 0:
            break
        body += content[end + 2 : end + 2 + size]
        place = end + 2 + size + 2
    return bytes(body)


def _headers(raw: HTTPResponse) -> Headers:
    pairs: list[tuple[str, str]] = []
    for name, value in raw.msg.items():
        # A server may fold a header over two lines, or send an invalid one.
        with suppress(ValueError):
            pairs += Headers([(name, " ".join(str(value).splitlines()))]).pairs
    return Headers(pairs)
