"""What urllib3 is about to send, as a Request: the one place that reads its arguments."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from ..message import Headers, Request, url_of

_SKIPPED = "@@@SKIP_HEADER@@@"


def request_of(pool: Any, method: str, url: str, options: Mapping[str, Any]) -> Request:
    """``options`` are the keyword arguments of urllib3's ``_make_request``.

    Raises UnicodeEncodeError where the real client does.
    """
    whole = url_of(pool.scheme, pool.host, pool.port, url)
    return Request(
        method,
        whole,
        _headers(options.get("headers"), whole),
        body_bytes(options.get("body"), _text_codec(options)),
    )


def is_urllib3_1(options: Mapping[str, Any]) -> bool:
    """urllib3 2 passes ``preload_content`` down to here; urllib3 1 reads the response above."""
    return "preload_content" not in options


def body_bytes(body: Any, codec: str = "utf-8") -> bytes:
    """The body whole, whatever a client takes for one: text, bytes, a file, an iterable."""
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode(codec)
    if hasattr(body, "read"):
        return body_bytes(body.read(), codec)
    try:
        return bytes(memoryview(body))
    except TypeError:
        return b"".join(body_bytes(chunk) for chunk in body)


def read_timeout_s(pool: Any, timeout: Any) -> float | None:
    """How long the client waits for a response; None for as long as it takes."""
    chosen = pool._get_timeout(timeout)
    chosen.start_connect()
    value = chosen.read_timeout
    if isinstance(value, (int, float)):
        return float(value)
    # None, or urllib3's token for the process's default.
    return None if value is None else socket.getdefaulttimeout()


def _text_codec(options: Mapping[str, Any]) -> str:
    # http.client, which urllib3 1 hands text to, knows Latin-1 only.
    return "iso-8859-1" if is_urllib3_1(options) and not options.get("chunked") else "utf-8"


def _headers(given: Mapping[Any, Any] | None, url: str) -> Headers:
    items = (given or {}).items()
    pairs = [(_text(name), _sent(value)) for name, value in items if value != _SKIPPED]
    if not any(name.lower() == "host" for name, _ in pairs):
        pairs.insert(0, ("Host", url.partition("://")[2].partition("/")[0]))
    return Headers(pairs)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _sent(value: Any) -> str:
    text = _text(value)
    # As http.client does: a key with a curly quote in it fails here in production too.
    text.encode("latin-1")
    return text
