"""The record's entries as JSON texts and back: what a journal, a pipe and a store hold of them."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from .json_text import ready_encoder
from .record import Attempt, Call, Entry, Exchange, Line, Log

from_json = json.loads
# Surrogates that pair with nothing survive only as escapes.
to_json = ready_encoder(",", ":")

_quoted = json.encoder.encode_basestring_ascii
CALL, LOG, EXCHANGE, ATTEMPT = KINDS = "clxa"


def encode(entry: Entry) -> tuple[str, str]:
    """The entry's kind (one of ``KINDS``) and its JSON object, in one line."""
    if isinstance(entry, Call):
        return CALL, _call(entry)
    if isinstance(entry, Exchange):
        return EXCHANGE, _exchange(entry)
    if isinstance(entry, Log):
        return LOG, _log(entry)
    return ATTEMPT, _attempt(entry)


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


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


# Put together by hand, which takes half as long as to make a dictionary and have that written.


def _call(call: Call) -> str:
    answer = "null" if call.answer is None else to_json(call.answer)
    return (
        f'{{{_place(call)},"name":{_quoted(call.name)},"args":{to_json(call.args)},"answer":{answer},'
        f'"error":{_quoted(call.error)},"line":{_line(call.line)}}}'
    )


def _log(log: Log) -> str:
    return (
        f'{{{_place(log)},"level":{_quoted(log.level)},"message":{_quoted(log.message)},'
        f'"line":{_line(log.line)}}}'
    )


def _exchange(exchange: Exchange) -> str:
    tried = f',"tried":{to_json(exchange.tried)}' if exchange.tried else ""
    fit = f',"fit":{to_json(exchange.fit)}' if exchange.fit else ""
    return (
        f'{{{_place(exchange)},"method":{_quoted(exchange.method)},"url":{_quoted(exchange.url)},'
        f'"request_headers":{_headers(exchange.request_headers)},'
        f'"request_body":{_quoted(exchange.request_body)},"status":{to_json(exchange.status)},'
        f'"response_headers":{_headers(exchange.response_headers)},'
        f'"response_body":{_quoted(exchange.response_body)},"failure":{_quoted(exchange.failure)},'
        f'"duration_s":{to_json(exchange.duration_s)},"line":{_line(exchange.line)}{tried}{fit}}}'
    )


def _attempt(attempt: Attempt) -> str:
    return (
        f'{{{_place(attempt)},"kind":{_quoted(attempt.kind)},"target":{_quoted(attempt.target)},'
        f'"tried":{to_json(attempt.tried)},"line":{_line(attempt.line)}}}'
    )


def _place(entry: Entry) -> str:
    return f'"seq":{entry.seq},"at":"{iso(entry.at)}"'


def _line(line: Line | None) -> str:
    return "null" if line is None else _quoted(f"{line.file}:{line.number}")


@lru_cache(maxsize=256)
def _headers(pairs: tuple[tuple[str, str], ...]) -> str:
    """Most requests of a run have the same."""
    return to_json(pairs)
