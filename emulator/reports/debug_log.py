"""The report ``fetch-incidents.log``: every log line, demisto call and HTTP exchange of a run, in order."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.outcome import Outcome
from ..printable import printable
from ..record.entries import Attempt, Call, Entry, Exchange
from .screen.trace import words


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the log as text. Secrets in the outcome are masked already."""
    return map(printable, _pieces(outcome))


def _pieces(outcome: Outcome) -> Iterator[str]:
    integration = outcome.dossier.integration
    yield f"{integration.name} {integration.command}\n"
    for run in outcome.runs:
        for entry in run.record.entries:
            place = f" ({entry.line})" if entry.line else ""
            yield f"{entry.at:%Y-%m-%d %H:%M:%S.%f} {_kind(entry)} {words(entry)}{place}\n"
            if isinstance(entry, Exchange):
                yield from _message(entry)
        yield f"{run.pulled_at:%Y-%m-%d %H:%M:%S.%f} END {run.status}: {run.message}\n"


def _kind(entry: Entry) -> str:
    if isinstance(entry, Call):
        return "CALL"
    return "HTTP" if isinstance(entry, Exchange | Attempt) else "LOG"


def _message(exchange: Exchange) -> Iterator[str]:
    for mark, headers, body in (
        (">", exchange.request_headers, exchange.request_body),
        ("<", exchange.response_headers, exchange.response_body),
    ):
        yield from (f"    {mark} {name}: {value}\n" for name, value in headers)
        yield from (f"    {mark} {text}\n" for text in body.splitlines())
