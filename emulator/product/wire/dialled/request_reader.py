"""Parse HTTP/1.1 requests from a stream of bytes, as a server does."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass

_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP/1\.([01])\r?")
_BEGINNING = re.compile(rb"[A-Z-]{1,20}( |$)")
_LONGEST_LINE = 65536


class NotHttp(ValueError):
    """The bytes that a client sent are not HTTP/1.1."""


@dataclass(frozen=True)
class ParsedRequest:
    """An HTTP request read from bytes; ``target`` is a path, a URL (for a proxy), or host and port
    (CONNECT).
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    http_1_0: bool = False

    def header(self, name: str) -> str:
        """Return all values of a header, joined by commas; empty without one. ``name`` is in lower case."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    @property
    def last(self) -> bool:
        """Whether the client asks to close the connection after the response."""
        tokens = self.header("connection").lower()
        return "close" in tokens or (self.http_1_0 and "keep-alive" not in tokens)


class RequestReader:
    """Collects the bytes that a client sends, and returns each HTTP request once it is complete.

    ``wants_continue`` is True while a client waits for ``100 Continue`` before it sends the body.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._parts = self._requests()
        self.wants_continue = False

    def feed(self, content: bytes) -> list[ParsedRequest]:
        """Take more bytes, and return the HTTP requests that are now complete.

        Raises NotHttp for another protocol.
        """
        self._bytes += content
        found = []
        while (asked := next(self._parts)) is not None:
            found.append(asked)
        return found

    def _requests(self) -> Generator[ParsedRequest | None, None, None]:
        """Yield each complete HTTP request, and None whenever more bytes are needed."""
        while True:
            while (end := self._head_end()) < 0:
                yield None
            head = bytes(self._bytes[:end])
            line, *rest = head.split(b"\n")
            method, target, minor = _request_line(line)
            headers = tuple(_header(each) for each in rest if each.strip())
            bare = ParsedRequest(method, target, headers, b"", minor == b"0")
            self.wants_continue = "100-continue" in bare.header("expect").lower()
            body = yield from self._body(bare, end)
            self.wants_continue = False
            yield ParsedRequest(method, target, headers, body, minor == b"0")

    def _head_end(self) -> int:
        """Return the index at which the blank line after the headers ends; -1 if it has not arrived."""
        while self._bytes[:2] == b"\r\n":
            # A client may send a blank line after a body.
            del self._bytes[:2]
        newline = self._bytes.find(b"\n")
        if newline >= 0:
            _request_line(bytes(self._bytes[:newline]))
        elif len(self._bytes) > _LONGEST_LINE or (
            self._bytes and not _BEGINNING.match(self._bytes)
        ):
            raise NotHttp(bytes(self._bytes[:20]))
        end = self._bytes.find(b"\r\n\r\n")
        return end + 4 if end >= 0 else -1

    def _body(self, asked: ParsedRequest, start: int) -> Generator[None, None, bytes]:
        del self._bytes[:start]
        if "chunked" in asked.header("transfer-encoding").lower():
            return (yield from self._chunks())
        length = asked.header("content-length").partition(",")[0].strip()
        size = int(length) if length.isdigit() else 0
        while len(self._bytes) < size:
            yield None
        return self._take(size)

    def _chunks(self) -> Generator[None, None, bytes]:
        body = bytearray()
        while True:
            line = yield from self._line()
            try:
                size = int(line.partition(b";")[0], 16)
            except ValueError as error:
                raise NotHttp(line) from error
            if size == 0:
                break
            while len(self._bytes) < size + 2:
                yield None
            body += self._take(size)
            self._take(2)
        while (yield from self._line()):
            pass
        return bytes(body)

    def _line(self) -> Generator[None, None, bytes]:
        while (end := self._bytes.find(b"\r\n")) < 0:
            yield None
        line = self._take(end)
        self._take(2)
        return line

    def _take(self, size: int) -> bytes:
        taken = bytes(self._bytes[:size])
        del self._bytes[:size]
        return taken


def _request_line(line: bytes) -> tuple[str, str, bytes]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotHttp(line)
    method, target, minor = found.groups()
    return method.decode("latin-1"), target.decode("latin-1"), minor


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip(), value.strip()
