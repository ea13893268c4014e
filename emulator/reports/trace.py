"""What a cycle did, in order: its requests (``-v``) or everything (``--trace``)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..history import FetchRun
from ..record import Attempt, Call, Entry, Exchange, Log
from .styled import UNBOUNDED, Span, StyledLine, line, shortened, wrapped

_INDENT = "     "
_QUIET = ("params", "command", "args", "getParam", "getArg")


def request_lines(run: FetchRun, width: int) -> Iterator[StyledLine]:
    """Each request with its query, and what came back."""
    for exchange in run.record.exchanges:
        yield from wrapped(_exchange(exchange), width, _INDENT + "  ", "dim", first=_INDENT)


def trace_lines(run: FetchRun, width: int) -> Iterator[StyledLine]:
    """Every demisto call, HTTP exchange and log line in order, with the time since the run's start."""
    for entry in run.record.entries:
        since_s = (entry.at - run.at).total_seconds()
        place = f"  {entry.line}" if entry.line else ""
        text = f"+{since_s:.3f}s {words(entry)}"
        shown = shortened(_first_line(text, width), max(width - len(_INDENT) - len(place), 20))
        yield line(_INDENT, Span(shown, _style(entry)), Span(place, "dim"))
        if isinstance(entry, Exchange):
            yield from _bodies(entry, width)


def _first_line(text: str, width: int) -> str:
    """The text's first line; all its lines in one where no width cuts them."""
    lines = text.splitlines()
    return " ".join(lines) if width == UNBOUNDED else lines[0]


def _bodies(exchange: Exchange, width: int) -> Iterator[StyledLine]:
    for mark, body in ((">", exchange.request_body), ("<", exchange.response_body)):
        if body:
            text = " ".join(body.split())
            yield line(Span(f"{_INDENT}    {mark} {shortened(text, width - 11)}", "dim"))


def _style(entry: Entry) -> str:
    if isinstance(entry, Attempt) or (isinstance(entry, Call) and entry.error):
        return "error"
    return "" if isinstance(entry, Call | Exchange) else "dim"


def words(entry: Entry) -> str:
    """An entry on one line."""
    if isinstance(entry, Exchange):
        return _exchange(entry)
    if isinstance(entry, Call):
        return _call(entry)
    if isinstance(entry, Log):
        return f"{entry.level}: {entry.message}"
    return f"not answered: {entry.target}"


def _exchange(exchange: Exchange) -> str:
    came = exchange.failure or str(exchange.status)
    return f"{exchange.method} {exchange.url} -> {came} ({exchange.duration_s:g}s)"


def _call(call: Call) -> str:
    args = ", ".join(f"{key}={json.dumps(value)}" for key, value in call.args.items())
    answer = "" if call.answer is None else f" -> {json.dumps(call.answer)}"
    error = f" !! {call.error}" if call.error else ""
    return f"{call.name}({args}){answer}{error}"
