"""An HTTP exchange in the words of the record."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from datetime import datetime

from ...record.entries import Line
from ...record.recorder import Recorder
from ..message import Headers, Request

_NO_HEADERS = Headers()


def note(
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
    """Record an exchange that began ``at`` and ends now, its bodies as text.

    ``line`` is the one that caused it, where that is no longer on the stack.
    """
    recorder.exchange(
        at,
        request.method,
        request.url,
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


def _text(body: bytes, headers: Headers) -> str:
    if body[:2] == b"\x1f\x8b" and "gzip" in headers.get("content-encoding", ""):
        with suppress(OSError, EOFError, zlib.error):
            body = gzip.decompress(body)
    return body.decode("utf-8", "replace")
