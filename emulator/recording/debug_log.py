r"""Read the ``fetch-incidents.log`` of a run with ``debug-mode=true``: parameters, requests, and when it ran.

Its lines are what CommonServerPython's DebugLogger writes (observed in code): ``#### Params:`` with JSON, the
debug output of Python's HTTP client (``send: b'GET /alerts HTTP/1.1\r\n…'``, ``header: Date: …``), and curl
commands. It has no bodies of answers. Secrets are left out while it is read: a line of a log may hold them
although the server masks what it knows.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from ..errors import LoadError
from ..masking.mask import MASK
from ..record.entries import Json
from ..record.times import read_instant

_SUFFIXES = (".log", ".txt")
_MAX_BYTES = 50_000_000
_METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD"
_PARAMS = "#### Params: "
_INSTANCE = re.compile(r"#### Integration: brand: \[(.*?)\] instance: \[(.*?)\]")
_STAMP = re.compile(r"^\[?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)")
_SENT = re.compile(r"send: (b'(?:[^'\\]|\\.)*'|b\"(?:[^\"\\]|\\.)*\")")
_HEAD = re.compile(rf"({_METHODS}) (\S+) HTTP/1\.\d")
_HOST = re.compile(r"\bHost: (\S+)")
_DATE = re.compile(r"header: Date: (.+? GMT)")
_CURL = re.compile(rf"^.*?\b(curl -X (?:{_METHODS}) .*)$")
_REPLACED = "<XX_REPLACED>"
# The names of parameters, query and body keys whose values are secrets.
_SECRET = re.compile(
    r"key(?!word)|private|passw|secret|token|credential|service_account|signature|authoriz|cookie|session",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LoggedRequest:
    """A request of the log: its secrets are masked, its headers are left out."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Json = None

    @property
    def text(self) -> str:
        """The request on one line, with its body as JSON."""
        pairs = "&".join(f"{name}={quote(value, safe='*:/,')}" for name, value in self.query)
        asked = f"{self.method} {self.path}" + (f"?{pairs}" if pairs else "")
        return asked if self.body is None else f"{asked} {json.dumps(self.body)}"


@dataclass(frozen=True)
class DebugLog:
    """What the log of one debug run says. ``at`` is when it ran, None where no line says so."""

    params: Mapping[str, Json] = field(default_factory=dict)
    brand: str = ""
    instance: str = ""
    requests: tuple[LoggedRequest, ...] = ()
    at: datetime | None = None


def is_debug_log(path: Path) -> bool:
    """Whether a file's suffix is that of a log, and not of a recording."""
    return path.suffix.lower() in _SUFFIXES


def read_debug_log(path: Path) -> DebugLog:
    """Read the log of a debug run.

    Raises LoadError for a file that cannot be read, is larger than 50 MB, or is no such log: it holds neither
    parameters nor requests.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise LoadError("the log is larger than 50 MB", where=str(path))
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise LoadError(f"the log cannot be read: {error.strerror}", where=str(path)) from error
    found = parse_debug_log(text)
    if not found.params and not found.requests:
        raise LoadError(
            "no log of a debug run: it holds neither parameters nor requests",
            where=str(path),
            advice=("the log comes from !INSTANCE-fetch debug-mode=true in the War Room",),
        )
    return found


def parse_debug_log(text: str) -> DebugLog:
    """Parse the text of a debug run's log."""
    named = _INSTANCE.search(text)
    lines = text.splitlines()
    requests = tuple(_sent(lines)) or tuple(_curls(lines))
    return DebugLog(
        params=dict(_params(text)),
        brand=named[1] if named else "",
        instance=named[2] if named else "",
        requests=requests,
        at=next(_times(lines), None),
    )


def _params(text: str) -> Iterator[tuple[str, Json]]:
    _, found, rest = text.partition(_PARAMS)
    if not found:
        return
    try:
        document, _ = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError):
        return
    for name, value in document.items() if isinstance(document, dict) else ():
        kept = _without_secret(name, value)
        if kept not in (None, "", {}):
            yield name, kept


def _without_secret(name: str, value: Json) -> Json:
    """Return a parameter's value; of credentials only the user's name, and nothing of a secret."""
    if isinstance(value, dict):
        user = value.get("identifier")
        return {"identifier": user} if isinstance(user, str) and user and _open(user) else None
    if _SECRET.search(name) or (isinstance(value, str) and not _open(value)):
        return None
    return value


def _open(value: str) -> bool:
    return _REPLACED not in value and MASK not in value


def _times(lines: list[str]) -> Iterator[datetime]:
    """Yield the time of the first line that has one, then that of the first answer."""
    for line in lines:
        stamp = _STAMP.match(line)
        if stamp is not None:
            moment = _instant(stamp[1])
            if moment is not None:
                yield moment
                break
    for line in lines:
        date = _DATE.search(line)
        if date is not None:
            try:
                yield parsedate_to_datetime(date[1]).astimezone(timezone.utc)
            except (ValueError, OverflowError):
                continue
            break


def _instant(text: str) -> datetime | None:
    try:
        return read_instant(text.replace(" ", "T"))
    except (ValueError, OverflowError):
        return None


def _sent(lines: list[str]) -> Iterator[LoggedRequest]:
    """Yield the requests that the HTTP client logged; a body is logged after its request's head."""
    last: LoggedRequest | None = None
    for line in lines:
        for literal in _SENT.findall(line):
            data = _decoded(literal)
            head = _HEAD.match(data)
            if head is None:
                if last is not None and last.body is None:
                    last = replace(last, body=_body(data))
                continue
            if last is not None:
                yield last
            host = _HOST.search(data)
            last = _request(head[1], head[2], host[1] if host else "")
    if last is not None:
        yield last


def _decoded(literal: str) -> str:
    try:
        return str(ast.literal_eval(literal).decode("utf-8", "replace"))
    except (ValueError, SyntaxError):
        return literal[2:-1]


def _curls(lines: list[str]) -> Iterator[LoggedRequest]:
    for line in lines:
        found = _CURL.match(line)
        try:
            words = shlex.split(found[1]) if found is not None else []
        except ValueError:
            continue
        if len(words) > 3:
            url = urlsplit(words[3])
            path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
            one = _request(words[2], path, url.netloc)
            after = words[words.index("-d") + 1 :] if "-d" in words else []
            yield replace(one, body=_body(after[0])) if after else one


def _request(method: str, target: str, host: str) -> LoggedRequest:
    url = urlsplit(target)
    pairs = parse_qsl(url.query, keep_blank_values=True)
    masked = tuple((name, _masked(name, value)) for name, value in pairs)
    return LoggedRequest(method, host, url.path or "/", masked)


def _masked(name: str, value: str) -> str:
    return MASK if _SECRET.search(name) or not _open(value) else value


def _body(text: str) -> Json:
    """Return a body without its secrets: JSON, or the pairs of a form; a mask for any other text."""
    try:
        return _masked_json(json.loads(text))
    except (ValueError, RecursionError):
        pairs = parse_qsl(text)
        return {name: _masked(name, value) for name, value in pairs} if pairs else MASK


def _masked_json(value: Json, name: str = "") -> Json:
    if isinstance(value, dict):
        return {key: _masked_json(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked_json(inner, name) for inner in value]
    return _masked(name, value) if isinstance(value, str) else value
