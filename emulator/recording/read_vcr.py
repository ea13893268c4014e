"""Read cassettes of vcrpy (YAML or JSON) as plain data: nothing in them is executed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from ..errors import LoadError
from ..integration.yaml_text import broken_yaml, check_bounds
from ..record.times import read_instant
from ..settings.settings import RunSettings
from .answered import Answered, Recording, answers_of, header_of, text_in
from .events_found import events_in
from .unpacked import unpacked

_MOST_BYTES = 64 << 20
_ADVICE = (
    "a cassette is what vcrpy writes: {interactions: [{request: {…}, response: {…}}], version: 1}",
    "a HAR is called FILE.har",
)
_TAG = "tag:yaml.org,2002:python/"
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def read_vcr(path: Path) -> Recording:
    """Read a cassette of vcrpy to a Recording. Raises LoadError for a file that is not a cassette.

    vcrpy does not store when an answer came. The header Date tells it, or the key ``recorded_at``. An answer
    without a time, or with an earlier one than the answer before it, gets the time of the answer before. If
    no answer has a time, all get the creation time of the newest event in them, so that no event lies in the
    future.
    """
    interactions = _interactions(path)
    answered = answers_of(interactions, _answered, path, "interaction", _ADVICE[:1])
    return Recording(tuple(_timed(answered)))


def _timed(answered: list[Answered]) -> Iterator[Answered]:
    at = next((one.at for one in answered if one.at != _NEVER), None)
    if at is None:
        events = events_in(answered)
        at = events[-1].created if events else RunSettings().start
    for one in answered:
        # The clocks of several servers differ, so the order of the file counts.
        at = max(at, one.at)
        yield replace(one, at=at)


def _interactions(path: Path) -> list[Any]:
    read = _json if path.suffix.lower() == ".json" else _yaml
    document = read(path, _text(path))
    found = document.get("interactions") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise LoadError(
            "the file is not a cassette: it has no interactions", where=str(path), advice=_ADVICE
        )
    return found


def _text(path: Path) -> str:
    try:
        return text_in(path, _MOST_BYTES)
    except UnicodeDecodeError as error:
        what = "the file is not a cassette: it is not text in UTF-8"
        raise LoadError(what, where=str(path), advice=_ADVICE) from error


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise LoadError(
            f"the cassette is not JSON: {error}", where=f"{path}:{line}", advice=_ADVICE
        ) from error


def _yaml(path: Path, text: str) -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("CassetteLoader", (base,), {})
    # Python's dumper tags these plain values; all other Python tags are refused.
    for name in ("str", "unicode"):
        loader.add_constructor(_TAG + name, loader.construct_scalar)
    loader.add_constructor(f"{_TAG}tuple", loader.construct_sequence)
    try:
        check_bounds(yaml.parse(text, Loader=base), str(path))
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise broken_yaml(error, text, str(path)) from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"the cassette is broken YAML: {error}", where=str(path)) from error


def _answered(one: Mapping[str, Any]) -> Answered:
    request, response = one["request"], one["response"]
    headers = tuple(_pairs(response.get("headers")))
    body = _bytes(_content(response.get("body")))
    status = response["status"]
    return Answered(
        at=_at(one, headers),
        method=str(request["method"]).upper(),
        url=str(request.get("uri") or request["url"]),
        request_body=_bytes(_content(request.get("body"))).decode("utf-8", "replace"),
        status=_status(status["code"] if isinstance(status, Mapping) else status),
        headers=headers,
        body=unpacked(body, header_of(headers, "content-encoding")),
    )


def _status(code: Any) -> int:
    if not 200 <= int(code) <= 599:
        raise ValueError(f"its response has the status {code}; write one from 200 to 599")
    return int(code)


def _at(one: Mapping[str, Any], headers: tuple[tuple[str, str], ...]) -> datetime:
    """Return when a recorded answer came; ``_NEVER`` if the cassette does not tell."""
    said = one.get("recorded_at")
    date = header_of(headers, "date")
    try:
        read = read_instant(said) if said else parsedate_to_datetime(date) if date else None
    except ValueError:
        return _NEVER
    if read is None:
        return _NEVER
    return read.replace(tzinfo=read.tzinfo or timezone.utc).astimezone(timezone.utc)


def _pairs(given: Any) -> Iterator[tuple[str, str]]:
    """Yield the header lines of a cassette, which stores one value or a list for a name."""
    for name, values in (given or {}).items():
        for value in values if isinstance(values, (list, tuple)) else [values]:
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            yield str(name), " ".join(text.splitlines())


def _content(body: object) -> Any:
    """Return the content of a recorded body; cassettes store it under ``string`` for responses, bare for
    requests.
    """
    return body.get("string") if isinstance(body, Mapping) else body


def _bytes(content: object) -> bytes:
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode("utf-8", "replace")
    raise ValueError("the recorded body is neither text nor bytes")
