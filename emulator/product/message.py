"""HTTP messages between integration and product: Request, Response, and Failure (no response comes)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ..record.entries import Json
from .headers import Headers

_PORTS = {"http": 80, "https": 443}
FAILURES = ("refused", "reset", "timeout")
_OF_THE_ENCODING = ("content-length", "content-encoding", "transfer-encoding")


@dataclass(frozen=True)
class Request:
    """An HTTP request of the integration: ``url`` is absolute, ``body`` is the bytes that were sent."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers))

    @cached_property
    def _split(self) -> SplitResult:
        return urlsplit(self.url)

    @cached_property
    def _query_pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self._split.query, keep_blank_values=True)

    @property
    def host(self) -> str:
        """The host of the URL, without the port."""
        return self._split.hostname or ""

    @cached_property
    def raw_path(self) -> str:
        """The path of the URL as it was sent, still percent-encoded."""
        return self._split.path or "/"

    @cached_property
    def path(self) -> str:
        """The path of the URL, percent-decoded."""
        return unquote(self.raw_path)

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters by name; a repeated parameter has its last value."""
        return dict(self._query_pairs)

    def query_list(self, name: str) -> list[str]:
        """Return all values of a query parameter."""
        return [value for key, value in self._query_pairs if key == name]

    def header(self, name: str, default: str = "") -> str:
        """Return the value of a header; upper and lower case in its name do not matter."""
        return self.headers.get(name, default)

    @property
    def text(self) -> str:
        """The body of the request as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Json:
        """Parse the body of the request as JSON. Raises ValueError if it is not JSON."""
        value: Json = json.loads(self.body)
        return value

    def form(self) -> dict[str, str]:
        """Parse a URL-encoded body into fields by name; a repeated field has its last value."""
        return dict(parse_qsl(self.text, keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    """The product's response to a request. It comes ``delay_s`` seconds later than the product's usual
    latency.

    ``tried`` tells for each route of a declared API why the route did not accept the request; it is empty if
    one did. ``fit`` is explained at ``Exchange``. Raises ValueError for a status, body or headers that no
    server can send.
    """

    status: int = 200
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    delay_s: float = 0.0
    tried: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.status, bool) or not isinstance(self.status, int):
            raise ValueError(f"the status of a response must be a number, not {self.status!r}")
        if not 200 <= self.status <= 599:
            raise ValueError(f"the status of a response must be from 200 to 599, not {self.status}")
        if not isinstance(self.body, bytes):
            raise ValueError(f"the body of a response is bytes, not {type(self.body).__name__}")
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers))

    @classmethod
    def of(cls, json: Json, status: int = 200, headers: object = ()) -> Response:
        """Build a response with a JSON body. Raises ValueError for a value that JSON cannot express."""
        return cls(status, _typed(headers, "application/json"), encoded(json))

    @classmethod
    def of_text(cls, text: str, status: int = 200, headers: object = ()) -> Response:
        """Build a response with a text body in UTF-8."""
        return cls(status, _typed(headers, "text/plain; charset=utf-8"), text.encode())


@dataclass(frozen=True)
class Failure:
    """A request gets no response: the connection is refused or reset, or the client's read timeout passes.

    ``kind`` is refused, reset or timeout. ``reason`` is added to the client's error message. Raises
    ValueError for another kind.
    """

    kind: str
    reason: str = ""

    def __post_init__(self) -> None:
        if self.kind not in FAILURES:
            raise ValueError(f"a Failure is one of {', '.join(FAILURES)}, not {self.kind!r}")


def url_of(scheme: str, host: str, port: int | None, target: str) -> str:
    """Return the absolute URL of a path on a host, without the port if it is the scheme's default.

    A ``target`` that is already an absolute URL (as a client sends it to a proxy) is returned unchanged.
    """
    if not target.startswith("/"):
        return target
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    own = port is None or port == _PORTS.get(scheme)
    return f"{scheme}://{name}{'' if own else f':{port}'}{target}"


def encoded(value: Json) -> bytes:
    """Encode a value as JSON. Raises ValueError for a value that JSON cannot express."""
    try:
        return json.dumps(value).encode()
    except (TypeError, RecursionError) as error:
        raise ValueError(f"the value cannot be written as JSON: {error}") from error


def _typed(headers: Any, content_type: str) -> Headers:
    """Return headers for a new body: with a content type, without those that describe another body's
    encoding.
    """
    kept = Headers(headers)
    if any(name.lower() in _OF_THE_ENCODING for name, _ in kept.pairs):
        kept = kept.without(*_OF_THE_ENCODING)
    if "content-type" in kept:
        return kept
    return Headers((*kept.pairs, ("Content-Type", content_type)))


__all__ = ["FAILURES", "Failure", "Headers", "Request", "Response", "encoded", "url_of"]
