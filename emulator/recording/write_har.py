"""Write a run's HTTP exchanges as a HAR 1.2 file, piece by piece, so that a long run fits into memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from ..masking.mask import MASK, Mask
from ..record.entries import Exchange, Json
from ..record.fetch_run import FetchRun
from .answered import header_of

FACTS = "_xfetch"
# These headers hold only credentials, and a replay does not compare them.
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})

_PHRASES = {one.value: one.phrase for one in HTTPStatus}


def har_pieces(
    runs: Iterable[FetchRun], facts: Mapping[str, Json], version: str, mask: Mask
) -> Iterator[str]:
    """Yield the text of a HAR file with the HTTP exchanges of a run's fetches, in pieces.

    ``runs`` are already masked; here the whole value of a request header with credentials is replaced by the
    mask. ``facts`` are the settings of the run that a replay needs (``facts_of``). Query parameters are
    masked again, since the file also holds them decoded.
    """
    creator = {"name": "xfetch", "version": version}
    yield f'{{"log": {{\n"version": "1.2",\n"creator": {json.dumps(creator)},\n'
    yield f'"{FACTS}": {json.dumps(dict(facts))},\n"entries": ['
    separator = "\n"
    for run in runs:
        for exchange in run.record.exchanges:
            yield separator + json.dumps(_entry(exchange, run.cycle, mask))
            separator = ",\n"
    yield "\n]}}\n"


def facts_of(start: datetime, interval_s: float, cycles: int, command: str) -> dict[str, Json]:
    """Return the settings of a run that a replay needs, in the form in which the HAR file stores them."""
    return {"start": _iso(start), "interval_s": interval_s, "cycles": cycles, "command": command}


def _entry(exchange: Exchange, cycle: int, mask: Mask) -> dict[str, Json]:
    took_ms = round(exchange.duration_s * 1000, 3)
    entry: dict[str, Json] = {
        "startedDateTime": _iso(exchange.at),
        "time": took_ms,
        "request": _request(exchange, mask),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": took_ms, "receive": 0},
        "_cycle": cycle,
    }
    return {**entry, "_error": exchange.failure} if exchange.failure else entry


def _request(exchange: Exchange, mask: Mask) -> Json:
    headers = [
        (name, MASK if name.lower() in _CREDENTIALS else value)
        for name, value in exchange.request_headers
    ]
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    body = exchange.request_body
    request: dict[str, Json] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs((mask.text(name), mask.text(value)) for name, value in query),
        "headersSize": -1,
        "bodySize": len(body.encode("utf-8", "replace")),
    }
    if body:
        request["postData"] = {"mimeType": _content_type(headers), "params": [], "text": body}
    return request


def _response(exchange: Exchange) -> Json:
    status, body = exchange.status or 0, exchange.response_body
    size = len(body.encode("utf-8", "replace"))
    content: Json = {
        "size": size,
        "mimeType": _content_type(exchange.response_headers),
        "text": body,
    }
    return {
        "status": status,
        "statusText": _PHRASES.get(status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.response_headers),
        "content": content,
        "redirectURL": header_of(exchange.response_headers, "location"),
        "headersSize": -1,
        "bodySize": size,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _content_type(headers: Iterable[tuple[str, str]]) -> str:
    return header_of(headers, "content-type") or "application/octet-stream"


def _iso(instant: datetime) -> str:
    return instant.astimezone(timezone.utc).isoformat(timespec="microseconds")[:-6] + "Z"
