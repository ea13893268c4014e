"""Read the ``fetch-incidents.log`` of a run with ``debug-mode=true``: parameters, requests, and when it ran.

Its lines are what CommonServerPython's DebugLogger writes (observed in code): ``#### Params:`` with JSON, the
debug output of Python's HTTP client (``send: …``, ``header: Date: …``), and curl commands. It has no bodies
of answers. Secrets are left out while it is read: a line of a log may hold them although the server masks
what it knows. A secret that stands somewhere with its name is masked wherever else it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from ..errors import LoadError
from ..masking.mask import MASK, Mask
from ..record.entries import Exchange, Json
from ..record.times import EPOCH, read_instant
from .debug_lines import (
    HEAD,
    curl_in,
    first_json,
    headers_in,
    json_in,
    recorded_in,
    sent,
    whole_lines,
)
from .log_secrets import Found, path_without_secrets, without_secrets

_SUFFIXES = (".log", ".txt")
_MAX_BYTES = 50_000_000
_PARAMS = "#### Params: "
_INSTANCE = re.compile(r"#### Integration: brand: \[(.*?)\] instance: \[(.*?)\]")
_STAMP = re.compile(r"^\[?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)")
_DATE = re.compile(r"header: Date: (.+? GMT)")
# A body that is a form has no blank and no bracket.
_FORM = re.compile(r"[^\s{}<>\"=&]+=[^\s{}<>\"]*")


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
    lines = tuple(whole_lines(text))
    exchanges = tuple(_sent(lines)) or tuple(_curls(lines)) or tuple(_recorded(lines))
    given = first_json(text.partition(_PARAMS)[2])
    secrets: list[str] = []
    without_secrets(dict(given), found=secrets.append)
    mask = Mask(secrets)
    requests = [_request(one, mask.learn) for one in exchanges]
    for one in exchanges:
        mask.learn_from_exchange(one)
    return DebugLog(
        params=dict(_params(given, mask)),
        brand=named[1] if named else "",
        instance=named[2] if named else "",
        requests=tuple(_masked(one, mask) for one in requests),
        at=next(_times(lines), None),
    )


def _params(given: Sequence[tuple[str, Json]], mask: Mask) -> Iterator[tuple[str, Json]]:
    for name, value in given:
        kept = _of_credentials(value) if isinstance(value, dict) else value
        # A value in which a secret stands is no use without it.
        if kept not in (None, "", {}) and without_secrets(kept, name) == kept == mask(kept):
            yield name, kept


def _of_credentials(value: Mapping[str, Json]) -> Json:
    """Return only the user's name of a credentials parameter; nothing of another object."""
    user = value.get("identifier")
    return {"identifier": user} if isinstance(user, str) and user else None


def _times(lines: Sequence[str]) -> Iterator[datetime]:
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


def _sent(lines: Sequence[str]) -> Iterator[Exchange]:
    """Yield the requests that the HTTP client logged; a body is logged after its request's head."""
    last: Exchange | None = None
    for line in lines:
        data = sent(line)
        if data is None:
            continue
        head = HEAD.match(data)
        if head is None:
            if last is not None:
                last = replace(last, request_body=last.request_body + data)
            continue
        if last is not None:
            yield last
        headers = headers_in(data)
        host = next((value for name, value in headers if name.lower() == "host"), "")
        last = Exchange(0, EPOCH, head[1], f"https://{host}{head[2]}", headers)
    if last is not None:
        yield last


def _curls(lines: Sequence[str]) -> Iterator[Exchange]:
    for line in lines:
        found = curl_in(line)
        if found is not None:
            method, url, headers, body = found
            yield Exchange(0, EPOCH, method, url, headers, body)


def _recorded(lines: Sequence[str]) -> Iterator[Exchange]:
    for line in lines:
        found = recorded_in(line)
        if found is not None:
            yield Exchange(0, EPOCH, *found)


def _request(one: Exchange, found: Found) -> LoggedRequest:
    """Return a request without its headers and its secrets; secrets with a name are reported to ``found``."""
    try:
        url = urlsplit(one.url)
        pairs = parse_qsl(url.query, keep_blank_values=True)
        host, path = url.netloc.rpartition("@")[2], url.path or "/"
    except ValueError:
        host, path, pairs = "", one.url.partition("?")[0], []
    query = tuple((name, str(without_secrets(value, name, found))) for name, value in pairs)
    body = None if not one.request_body else _body(one.request_body, found)
    return LoggedRequest(one.method, host, path_without_secrets(path, found), query, body)


def _masked(one: LoggedRequest, mask: Mask) -> LoggedRequest:
    """Return a request without the secrets that stand elsewhere in the log with their names."""
    query = tuple((name, mask.text(value)) for name, value in one.query)
    return replace(one, path=mask.text(one.path), query=query, body=mask(one.body))


def _body(text: str, found: Found) -> Json:
    """Return a body without its secrets: JSON, or the pairs of a form; a mask for any other text."""
    try:
        body = json_in(text)
    except ValueError:
        if _FORM.fullmatch(text.strip()) is None:
            return MASK
        body = dict(parse_qsl(text)) or MASK
    return without_secrets(body, found=found)
