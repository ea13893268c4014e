"""Build a Request from the arguments of urllib3's ``_make_request``."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from ..message import Headers, Request, url_of

_SKIPPED = "@@@SKIP_HEADER@@@"


def request_of(pool: Any, method: str, url: str, options: Mapping[str, Any]) -> Request:
    """Build a Request from the arguments of urllib3's ``_make_request``; ``options`` are its keyword
    arguments.

    Raises UnicodeEncodeError for headers and bodies that the real client cannot send either.
    """
    whole = url_of(pool.scheme, pool.host, pool.port, url)
    return Request(
        method,
        whole,
        _headers(options.get("headers"), whole),
        body_bytes(options.get("body"), _text_codec(options)),
    )


def is_urllib3_1(options: Mapping[str, Any]) -> bool:
    """Whether the caller is urllib3 1; only version 2 passes ``preload_content`` to ``_make_request``."""
    return "preload_content" not in options


def body_bytes(body: Any, codec: str = "utf-8") -> bytes:
    """Return a request's body as bytes; clients pass text, bytes, a file or an iterable."""
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
    """Return how many seconds a client of urllib3 waits for a response; None without a limit."""
    chosen = pool._get_timeout(timeout)
    chosen.start_connect()
    value = chosen.read_timeout
    if isinstance(value, (int, float)):
        return float(value)
    # None means no limit; urllib3's token means the default of the process.
    return None if value is None else socket.getdefaulttimeout()


def _text_codec(options: Mapping[str, Any]) -> str:
    # urllib3 1 passes text to http.client, which encodes it as Latin-1.
    return "iso-8859-1" if is_urllib3_1(options) and not options.get("chunked") else "utf-8"


def _headers(given: Mapping[Any, Any] | None, url: str) -> Headers:
    items = (given or {}).items()
    pairs = [(_text(name), _sent(value)) for name, value in items if value != _SKIPPED]
    if not any(name.lower() == "host" for name, _ in pairs):
        pairs.insert(0, ("Host", url.partition("://")[2].partition("/")[0]))
    return Headers(pairs)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _sent(value: object) -> str:
    text = _text(value)
    # http.client raises here too: an API key with a curly quote fails in production as well.
    text.encode("latin-1")
    return text
