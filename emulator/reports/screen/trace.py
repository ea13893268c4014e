"""The lines about what a cycle did, in order: its requests (``-v``) or everything (``--trace``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from ...judging.known_events import KnownEvents
from ...judging.value_words import counted, listed
from ...judging.window.window import asked_from
from ...masking.logins import is_login
from ...record.entries import Attempt, Call, Entry, Exchange, Log
from ...record.fetch_run import FetchRun
from .styled import UNBOUNDED, Span, StyledLine, line, shortened, wrapped

_INDENT = "     "


def request_lines(run: FetchRun, width: int, known: KnownEvents) -> Iterator[StyledLine]:
    """Yield each request with its complete query and body, the status of the answer and the events in it.

    The request is never wrapped, so that the user can copy it. If it is wider than ``width``, the answer's
    part follows on the next line.
    """
    for exchange in run.record.exchanges:
        asked, came = f"{_INDENT}{_asked(exchange)}", _came(exchange) + _events(exchange, known)
        if len(asked) + len(came) <= width:
            yield line(Span(asked + came, "dim"))
        else:
            yield line(Span(asked, "dim"))
            yield from wrapped(came, width, _INDENT + "     ", "dim", first=_INDENT + " ")
        if exchange.request_body:
            yield line(Span(f"{_INDENT}  > {' '.join(exchange.request_body.split())}", "dim"))


def _events(exchange: Exchange, known: KnownEvents) -> str:
    """Return the events of an answer: ``, 12 events: 1, 2, 3, 4, 5, 6 and 6 more``; empty if events have
    no id.
    """
    held = known.held_by(exchange)
    if not held:
        return f", no {known.noun}" if known.places and not is_login(exchange) else ""
    return f", {counted(len(held), known.noun)}: {listed(held)}"


def trace_lines(run: FetchRun, width: int) -> Iterator[StyledLine]:
    """Yield a line for every demisto call, HTTP exchange and log line of a fetch, in order, with the
    seconds since the fetch began. Bodies of an exchange follow it.
    """
    for entry in run.record.entries:
        since_s = (entry.at - run.at).total_seconds()
        place = f"  {entry.line}" if entry.line else ""
        since, room = f"+{since_s:.3f}s ", max(width - len(_INDENT) - len(place), 20)
        if isinstance(entry, Exchange):
            shown = _cut_exchange(since, entry, room)
        else:
            shown = shortened(_first_line(since + words(entry), width), room)
        yield line(_INDENT, Span(shown, _style(entry)), Span(place, "dim"))
        if isinstance(entry, Exchange):
            yield from _bodies(entry, width)


def _cut_exchange(since: str, exchange: Exchange, room: int) -> str:
    """Return the exchange in ``room`` characters: the request is cut to the part around its window's
    start, the result is complete.
    """
    came = shortened(_came(exchange), max(room // 2, 20))
    head = len(f"{since}{exchange.method} ")
    return _cut(f"{since}{_asked(exchange)}", max(room - len(came), 20), exchange, head) + came


def _cut(text: str, room: int, exchange: Exchange, head: int = 0) -> str:
    if len(text) <= room:
        return shortened(text, room)
    window = asked_from((exchange,), exchange.at)
    start = window.text if window else ""
    forms = (start, quote(start, safe=""), quote_plus(start))
    return shortened(text, room, next((form for form in forms if form in text), ""), head)


def _first_line(text: str, width: int) -> str:
    """Return the first line of the text. If the width is unlimited, return all lines joined into one."""
    lines = text.splitlines()
    return " ".join(lines) if width == UNBOUNDED else lines[0]


def _bodies(exchange: Exchange, width: int) -> Iterator[StyledLine]:
    for mark, body in ((">", exchange.request_body), ("<", exchange.response_body)):
        if body:
            text = " ".join(body.split())
            cut = _cut(text, width - 11, exchange) if mark == ">" else shortened(text, width - 11)
            yield line(Span(f"{_INDENT}    {mark} {cut}", "dim"))


def _style(entry: Entry) -> str:
    if isinstance(entry, Attempt) or (isinstance(entry, Call) and entry.error):
        return "error"
    return "" if isinstance(entry, Call | Exchange) else "dim"


def words(entry: Entry) -> str:
    """Return an entry of a fetch's record (a demisto call, an exchange, a log line or an attempt) as text;
    only a log line may have several lines.
    """
    if isinstance(entry, Exchange):
        return _exchange(entry)
    if isinstance(entry, Call):
        return _call(entry)
    if isinstance(entry, Log):
        return f"{entry.level}: {entry.message}"
    return f"not answered: {entry.target}"


def _exchange(exchange: Exchange) -> str:
    return _asked(exchange) + _came(exchange)


def _asked(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.url}"


def _came(exchange: Exchange) -> str:
    came = exchange.failure or str(exchange.status)
    return f" -> {came} ({exchange.duration_s:g}s)"


def _call(call: Call) -> str:
    args = ", ".join(f"{key}={json.dumps(value)}" for key, value in call.args.items())
    answer = "" if call.answer is None else f" -> {json.dumps(call.answer)}"
    error = f" !! {call.error}" if call.error else ""
    return f"{call.name}({args}){answer}{error}"
