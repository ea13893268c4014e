"""Build the HTTPResponse that urllib3's ``_make_request`` returns, or the exception that it raises."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Mapping
from http.client import HTTPResponse, responses
from typing import Any

from ..message import Failure, Response
from .denied import refused_error
from .urllib3_request import is_urllib3_1

_BODILESS = (204, 304)


class _Bytes:
    """Bytes with the part of a socket's interface from which ``http.client`` reads a response."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def raw_response(response: Response, method: str) -> HTTPResponse:
    """Return the product's response as an HTTPResponse of ``http.client`` whose body is still unread."""
    raw = HTTPResponse(_Bytes(framed(response, method)), method=method)  # type: ignore[arg-type]
    raw.begin()
    return raw


def client_response(
    raw: HTTPResponse, pool: object, method: str, url: str, options: Mapping[str, Any]
) -> Any:
    """Return the response in the type of the urllib3 version: its own HTTPResponse in 2, ``raw`` in 1."""
    if is_urllib3_1(options):
        return raw
    urllib3 = sys.modules["urllib3"]
    response = urllib3.HTTPResponse(
        body=raw,
        headers=urllib3.HTTPHeaderDict(raw.msg.items()),
        status=raw.status,
        version=raw.version,
        reason=raw.reason,
        preload_content=options["preload_content"],
        decode_content=options.get("decode_content", True),
        original_response=raw,
        enforce_content_length=options.get("enforce_content_length", True),
        request_method=method,
        request_url=url,
    )
    response.version_string = "HTTP/1.1"
    response.retries = options.get("retries")
    response._connection = options.get("response_conn")
    response._pool = pool
    return response


def client_error(
    failure: Failure, pool: object, conn: object, url: str, timeout_s: float | None
) -> Exception:
    """Return the exception that urllib3 raises for a network failure of the kind in ``failure``."""
    exceptions: Any = sys.modules["urllib3.exceptions"]
    reason = f" ({failure.reason})" if failure.reason else ""
    error: Exception
    if failure.kind == "reset":
        return ConnectionResetError(errno.ECONNRESET, f"Connection reset by peer{reason}")
    if failure.kind == "timeout":
        error = exceptions.ReadTimeoutError(
            pool, url, f"Read timed out. (read timeout={timeout_s}){reason}"
        )
        error.__cause__ = TimeoutError("timed out")
        return error
    cause = refused_error(failure.reason)
    error = exceptions.NewConnectionError(conn, f"Failed to establish a new connection: {cause}")
    error.__cause__ = cause
    return error


def framed(response: Response, method: str) -> bytes:
    """Return the bytes of a response as a server sends them: status line, headers, body."""
    headers, body = response.headers, response.body
    lines = [f"HTTP/1.1 {response.status} {responses.get(response.status, '')}"]
    lines += [f"{name}: {value}" for name, value in headers.pairs]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
    elif response.status not in _BODILESS and "content-length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    if method.upper() == "HEAD" or response.status in _BODILESS:
        body = b""
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body
