r"""Read the lines of a debug run's log, in the forms that CommonServerPython writes (observed in code).

A request is ``send: b'GET /alerts HTTP/1.1\r\nHost: …'``, its body ``send: b'{…}'``. Since 2024 the text is
changed on the way: double quotes around it become ``b'…"``, and the word after one with "token", "key" or
"client" in it becomes ``<XX_REPLACED>``, also the ``HTTP/1.1`` after such a path and a value with its comma
inside JSON. A window that is copied from may have broken long lines.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence

from ..record.entries import Json

REPLACED = "<XX_REPLACED>"
_METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD"
_SEND = "send: b"
HEAD = re.compile(rf"({_METHODS}) (\S+) (?:HTTP/1\.\d|{REPLACED})")
# What a line of the log begins with, after the server's own words about time and level.
_BEGINS = re.compile(
    r"send: b|reply: |header: |cURL:|curl -X|python logging: |debug-mode|#### |^\[?\d{4}-\d\d-\d\d[ T]\d\d:"
)
_CURL = re.compile(rf"\bcurl -X ({_METHODS}) (\"[^\"]*\"|'[^']*'|\S+)(.*)$")
_CURL_HEADER = re.compile(r"-H \"([\w-]+): ([^\"]*)\"")
_CURL_BODY = re.compile(r"-d (?P<quote>['\"])(?P<body>.*)$")
# A client's own record of a request, which holds no headers: httpx, and urllib3 under requests.
_RECORDS = (
    re.compile(rf"HTTP Request: ({_METHODS}) (\S+) \"HTTP/"),
    re.compile(rf"\[urllib3\.connectionpool\] - (\S+?://\S+) \"({_METHODS}) (\S+) HTTP/"),
)
# A value that was replaced with its comma: ``"password": <XX_REPLACED> "from": 5``.
_BARE = re.compile(rf"(?<=[:\[,\s]){REPLACED},?\s*(?=(?P<end>[\"}}\]]))")
_PAIR = re.compile(r"\"([\w.$-]+)\":\s*(\"(?:[^\"\\]|\\.)*\"|-?\d+(?:\.\d+)?|true|false)")


def whole_lines(text: str) -> Iterator[str]:
    """Yield the log's lines, a broken ``send:`` or ``curl`` line as one."""
    held = ""
    for line in text.splitlines():
        if held and not _BEGINS.search(line):
            held += line
            if _ended(held):
                yield held
                held = ""
            continue
        if held:
            yield held
            held = ""
        if (_SEND in line or "curl -X" in line) and not _ended(line):
            held = line
        else:
            yield line
    if held:
        yield held


def _ended(line: str) -> bool:
    """Whether a line about something sent is whole. Nothing shows the end of a curl line: it is held until
    the next line that begins a record.
    """
    return _SEND in line and line.partition(_SEND)[2][1:].rstrip().endswith(("'", '"'))


def sent(line: str) -> str | None:
    """Return what a line says was sent, with its escapes resolved; None for another line."""
    _, found, rest = line.partition(_SEND)
    rest = rest.rstrip()
    if not found or rest[:1] not in ("'", '"'):
        return None
    inner = rest[1:-1] if rest[1:].endswith(("'", '"')) else rest[1:]
    return unescaped(inner)


def unescaped(inner: str) -> str:
    """Return the text of a bytes literal of Python without its quotes."""
    for quote in ("'", '"'):
        try:
            return str(ast.literal_eval(f"b{quote}{inner}{quote}").decode("utf-8", "replace"))
        except (ValueError, SyntaxError):
            continue
    return inner.replace("\\r\\n", "\r\n").replace("\\'", "'")


def headers_in(head: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a request's head, as far as they are there."""
    pairs = (line.partition(": ") for line in head.split("\r\n")[1:])
    return tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)


def curl_in(line: str) -> tuple[str, str, tuple[tuple[str, str], ...], str] | None:
    """Return method, URL, headers and body of a curl line. Its quotes may be unbalanced: a body ends with the
    line's last quote.
    """
    found = _CURL.search(line)
    if found is None or "://" not in found[2]:
        return None
    rest = found[3]
    data = _CURL_BODY.search(rest)
    body = ""
    if data is not None:
        body = unescaped(data["body"].rstrip().removesuffix(data["quote"]))
        rest = rest[: data.start()]
    return found[1], found[2].strip("'\""), tuple(_CURL_HEADER.findall(rest)), body


def recorded_in(line: str) -> tuple[str, str] | None:
    """Return method and URL of a client's own record of a request."""
    by_httpx = _RECORDS[0].search(line)
    if by_httpx is not None:
        return by_httpx[1], by_httpx[2]
    by_urllib3 = _RECORDS[1].search(line)
    return None if by_urllib3 is None else (by_urllib3[2], by_urllib3[1] + by_urllib3[3])


def json_in(text: str) -> Json:
    """Parse JSON from which the log may have taken values; what still is none gives the pairs that are whole.

    Raises ValueError for text that does not look like JSON.
    """
    mended = _BARE.sub(_mended, text)
    try:
        parsed: Json = json.loads(mended, strict=False)
    except (ValueError, RecursionError):
        if not text.lstrip().startswith(("{", "[")):
            raise ValueError("no JSON") from None
        return dict(pairs_in(mended))
    return parsed


def _mended(found: re.Match[str]) -> str:
    return f'"{REPLACED}"' + ("" if found["end"] in "}]" else ", ")


def pairs_in(text: str) -> Iterator[tuple[str, Json]]:
    """Yield the names and simple values of a JSON text that is cut or broken; the first of each name."""
    seen: set[str] = set()
    for name, value in _PAIR.findall(text):
        if name not in seen:
            seen.add(name)
            try:
                yield name, json.loads(value, strict=False)
            except ValueError:
                continue


def first_json(text: str) -> Sequence[tuple[str, Json]]:
    """Return the items of the JSON object at the beginning of ``text``, also where lines are broken within
    it; of one that is cut or broken, the pairs that are whole.
    """
    for whole in (text, text.replace("\n", "")):
        try:
            document, _ = json.JSONDecoder().raw_decode(_BARE.sub(_mended, whole))
        except (ValueError, RecursionError):
            continue
        return tuple(document.items()) if isinstance(document, dict) else ()
    return tuple(pairs_in(text.partition("#### ")[0])) if text.startswith("{") else ()
