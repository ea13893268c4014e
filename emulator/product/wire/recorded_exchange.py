"""Write an HTTP exchange into the record of a fetch."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from datetime import datetime

from ...record.entries import Exchange, Line
from ...record.recorder import Recorder
from ..message import Headers, Request

_NO_HEADERS = Headers()


def record_exchange(
    recorder: Recorder,
    at: datetime,
    request: Request,
    status: int | None = None,
    headers: Headers = _NO_HEADERS,
    body: bytes = b"",
    *,
    failure: str = "",
    line: Line | None = None,
    tried: tuple[str, ...] = (),
    fit: tuple[str, ...] = (),
) -> None:
    """Record an HTTP exchange that began at ``at`` and ends now; the bodies are decoded to text.

    ``line`` is the line of the integration that sent the request; None means that the call stack still shows
    it.
    """
    recorder.exchange(
        Exchange(
            seq=0,
            at=at,
            method=request.method,
            url=request.url,
            request_headers=request.headers.pairs,
            request_body=_text(request.body, request.headers),
            status=status,
            response_headers=headers.pairs,
            response_body=_text(body, headers),
            failure=failure,
            line=line,
            tried=tried,
            fit=fit,
        )
    )


def _text(body: bytes, headers: Headers) -> str:
    """Decode an HTTP body as UTF-8 text, after decompressing gzip."""
    if body[:2] == b"\x1f\x8b" and "gzip" in headers.get("content-encoding", ""):
        with suppress(OSError, EOFError, zlib.error):
            body = gzip.decompress(body)
    return body.decode("utf-8", "replace")
