"""Read HAR files (recorded HTTP exchanges), as xfetch, browsers and proxies write them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlencode

from ..errors import LoadError
from ..record.entries import CheckedJson
from ..record.times import read_instant
from .answered import Answered, Recording, answers_of, text_in
from .write_har import FACTS

_MOST_BYTES = 512 << 20
_MOST_S = 3600.0
_ADVICE = ("xfetch run … --network allow --record FILE.har writes one",)


def read_har(path: Path) -> Recording:
    """Read a HAR file to a Recording, oldest exchange first.

    Raises LoadError for a file that is not a HAR.
    """
    log = _log(path)
    answered = answers_of(log["entries"], _answered, path, "entry")
    facts = log.get(FACTS)
    ordered = tuple(sorted(answered, key=lambda one: one.at))
    return Recording(ordered, facts if isinstance(facts, dict) else {})


def _log(path: Path) -> dict[str, CheckedJson]:
    try:
        document = json.loads(text_in(path, _MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise LoadError(f"the file is no HAR: {error}", where=str(path), advice=_ADVICE) from error
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise LoadError("the HAR file has no log.entries", where=str(path), advice=_ADVICE)
    return log


def _answered(entry: Mapping[str, CheckedJson]) -> Answered:
    request, response = entry["request"], entry["response"]
    status = int(response.get("status") or 0)
    failure = str(entry.get("_error") or response.get("_error") or "")
    if not 200 <= status <= 599:
        status, failure = 0, failure or "nothing came back"
    post = request.get("postData") or {}
    return Answered(
        at=_instant(entry["startedDateTime"]),
        method=str(request["method"]).upper(),
        url=str(request["url"]),
        request_body=str(post.get("text") or _form(post)),
        status=status,
        headers=tuple(_pairs(response.get("headers"))),
        body=_body(response.get("content") or {}),
        failure="" if status else failure,
        took_s=min(max(float(entry.get("time") or 0.0) / 1000, 0.0), _MOST_S),
    )


def _form(post: Mapping[str, CheckedJson]) -> str:
    return urlencode([(one["name"], one.get("value", "")) for one in post.get("params") or ()])


def _pairs(given: CheckedJson) -> Iterator[tuple[str, str]]:
    for one in given or ():
        # The pseudo-headers of HTTP/2 (:status) are no headers.
        if not str(one["name"]).startswith(":"):
            yield str(one["name"]), " ".join(str(one["value"]).splitlines())


def _body(content: Mapping[str, CheckedJson]) -> bytes:
    text = content.get("text") or ""
    if content.get("encoding") != "base64":
        return str(text).encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except binascii.Error as error:
        raise ValueError(f"the base64 of its body is broken: {error}") from error


def _instant(text: str) -> datetime:
    return read_instant(text).astimezone(timezone.utc)
