"""The record's entries as JSON texts and back: what a journal, a pipe and a store hold of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from .record import Attempt, Call, Entry, Exchange, Json, Line, Log

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True)
from_json = json.loads


def _fast_encoder() -> Callable[[Json], str]:
    """``JSONEncoder.encode`` makes its C encoder anew for every value, and looks for circles, of which
    a value that came through JSON has none."""
    make = getattr(json.encoder, "c_make_encoder", None)
    quote = json.encoder.encode_basestring_ascii
    if make is None:
        return _ENCODER.encode
    encode = make(None, _ENCODER.default, quote, None, ":", ",", False, False, True)

    def to_json(value: Json) -> str:
        return "".join(encode(value, 0))

    try:
        same = to_json({"a": [1, "é", None]}) == _ENCODER.encode({"a": [1, "é", None]})
    except TypeError:
        same = False
    return to_json if same else _ENCODER.encode


# Surrogates that pair with nothing survive only as escapes.
to_json = _fast_encoder()

CALL, LOG, EXCHANGE, ATTEMPT = KINDS = "clxa"


def encode(entry: Entry) -> tuple[str, str]:
    """The entry's kind (one of ``KINDS``) and its JSON object, in one line."""
    if isinstance(entry, Call):
        return CALL, to_json(_call(entry))
    if isinstance(entry, Exchange):
        return EXCHANGE, to_json(_exchange(entry))
    if isinstance(entry, Log):
        return LOG, to_json(_log(entry))
    return ATTEMPT, to_json(_attempt(entry))


def decode(kind: str, fields: dict[str, Any]) -> Entry:
    """The entry of that kind from its parsed object. Raises KeyError for one that is none."""
    common = {
        "seq": fields["seq"],
        "at": datetime.fromisoformat(fields["at"]),
        "line": line_of(fields["line"]),
    }
    if kind == CALL:
        return Call(
            **common,
            name=fields["name"],
            args=fields["args"],
            answer=fields["answer"],
            error=fields["error"],
        )
    if kind == LOG:
        return Log(**common, level=fields["level"], message=fields["message"])
    if kind == ATTEMPT:
        tried = tuple(fields["tried"])
        return Attempt(**common, kind=fields["kind"], target=fields["target"], tried=tried)
    return Exchange(
        **common,
        method=fields["method"],
        url=fields["url"],
        request_headers=_pairs(fields["request_headers"]),
        request_body=fields["request_body"],
        status=fields["status"],
        response_headers=_pairs(fields["response_headers"]),
        response_body=fields["response_body"],
        failure=fields["failure"],
        duration_s=fields["duration_s"],
        tried=tuple(fields.get("tried", ())),
        fit=tuple(fields.get("fit", ())),
    )


@lru_cache(maxsize=16)
def iso(instant: datetime) -> str:
    """In ISO 8601. The simulated clock stands still between two waits: most entries have the same."""
    return instant.isoformat()


def line_of(text: str | None) -> Line | None:
    """``file:number`` as a Line."""
    if text is None:
        return None
    file, _, number = text.rpartition(":")
    return Line(file, int(number))


def _text(line: Line | None) -> str | None:
    return None if line is None else f"{line.file}:{line.number}"


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _call(call: Call) -> dict[str, Json]:
    return {
        "seq": call.seq,
        "at": iso(call.at),
        "name": call.name,
        "args": call.args,
        "answer": call.answer,
        "error": call.error,
        "line": _text(call.line),
    }


def _log(log: Log) -> dict[str, Json]:
    return {
        "seq": log.seq,
        "at": iso(log.at),
        "level": log.level,
        "message": log.message,
        "line": _text(log.line),
    }


def _exchange(exchange: Exchange) -> dict[str, Json]:
    return {
        "seq": exchange.seq,
        "at": iso(exchange.at),
        "method": exchange.method,
        "url": exchange.url,
        "request_headers": exchange.request_headers,
        "request_body": exchange.request_body,
        "status": exchange.status,
        "response_headers": exchange.response_headers,
        "response_body": exchange.response_body,
        "failure": exchange.failure,
        "duration_s": exchange.duration_s,
        "line": _text(exchange.line),
        **({"tried": exchange.tried} if exchange.tried else {}),
        **({"fit": exchange.fit} if exchange.fit else {}),
    }


def _attempt(attempt: Attempt) -> dict[str, Json]:
    return {
        "seq": attempt.seq,
        "at": iso(attempt.at),
        "kind": attempt.kind,
        "target": attempt.target,
        "tried": attempt.tried,
        "line": _text(attempt.line),
    }
