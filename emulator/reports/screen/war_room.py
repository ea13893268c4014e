"""What the War Room shows of a single run: what ``!<instance>-fetch`` returns, and what a fetch would have
stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...judging.outcome import Outcome
from ...judging.value_words import counted
from ...record.entries import CheckedJson
from ...record.fetch_run import FetchRun
from ...settings.settings import FETCH_EVENTS
from .advice import answers
from .provenance import facts_lines
from .styled import BLANK, Span, StyledLine, line, shortened, wrapped

_FIRST = ("name", "occurred", "severity", "type", "dbotMirrorId", "details")
_MOST_INCIDENTS = 20
_RAW_LINES = 12


def war_room_lines(
    outcome: Outcome, instance: str, width: int, *, pull: bool = False, debug: bool = False
) -> Iterator[StyledLine]:
    """Yield the report of a single run of the command. ``pull`` says that it is *Pull from instance*,
    ``debug`` that the debug mode is on.
    """
    command = f"!{instance.replace(' ', '_')}-fetch" + (" debug-mode=true" if debug else "")
    what = "Pull from instance (fetch samples)" if pull else command
    yield line(Span(what, "strong"))
    yield from facts_lines(outcome, width)
    if outcome.asked_from:
        yield line(Span(f"asked from {outcome.asked_from}", "dim"))
    if outcome.dossier.attempts:
        # The integration's own error for this is long, and explains little.
        yield from answers(outcome, width)
    for run in outcome.runs:
        yield from _entry(run, width)
        yield from _not_stored(run, width)


def _entry(run: FetchRun, width: int) -> Iterator[StyledLine]:
    if run.failure is not None:
        yield BLANK
        place = f"   {run.failure.line}" if run.failure.line else ""
        yield from wrapped(f"Error: {run.failure.message}{place}", width, "  ", "error", first="")
        if run.failure.cause:
            place = f"   {run.failure.cause_line}" if run.failure.cause_line else ""
            yield from wrapped(f"because of {run.failure.cause}{place}", width, "    ", first="  ")
        for traced in run.failure.trace.splitlines():
            yield line(Span(f"  {shortened(traced, width - 2)}", "dim"))
    incidents = run.incidents or run.dropped
    count = len(incidents)
    yield BLANK
    if run.command == FETCH_EVENTS:
        returned, nameless = f"{counted(count, 'event')} returned, none stored", ""
    else:
        returned, nameless = f"{counted(count, 'incident')} returned, none created", "(no name)"
    yield line(Span(returned, "strong"))
    for number, incident in enumerate(incidents[:_MOST_INCIDENTS], 1):
        yield from _incident(number, incident, nameless, width)
    if count > _MOST_INCIDENTS:
        yield line(Span(f"… {count - _MOST_INCIDENTS} more", "dim"))


def _incident(
    number: int, incident: CheckedJson, nameless: str, width: int
) -> Iterator[StyledLine]:
    ordered = [key for key in _FIRST if key in incident]
    ordered += [key for key in incident if key not in (*_FIRST, "rawJSON")]
    yield BLANK
    yield line(Span(f"{number:>3}  {incident.get('name', nameless)}".rstrip(), "strong"))
    for key in ordered:
        if key != "name":
            yield from wrapped(f"{key}: {_text(incident[key])}", width, " " * 7, first=" " * 5)
    if "rawJSON" in incident:
        yield from _raw(incident["rawJSON"], width)


def _raw(raw: CheckedJson, width: int) -> Iterator[StyledLine]:
    try:
        shown = json.dumps(json.loads(raw), indent=2, ensure_ascii=False).splitlines()
    except (TypeError, ValueError):
        shown = [f"{_text(raw)}   (not JSON)"]
    yield line(Span("     rawJSON:", "dim"))
    for text in shown[:_RAW_LINES]:
        yield line(Span(f"       {shortened(text, width - 7)}", "dim"))
    if len(shown) > _RAW_LINES:
        yield line(Span(f"       … {len(shown) - _RAW_LINES} more lines", "dim"))


def _not_stored(run: FetchRun, width: int) -> Iterator[StyledLine]:
    """Yield what a fetch would have stored; a run of the command stores nothing (documented)."""
    yield BLANK
    change = run.last_run
    yield line(Span(f"last run read: {_text(change.before)}", "dim"))
    if run.failed:
        asked = f" (asked for {_text(change.asked)})" if change.was_set else ""
        yield from wrapped(
            f"nothing stored; a fetch would have kept its last run{asked}", width, "  ", first=""
        )
        return
    stored = _text(change.asked) if change.was_set else "nothing: setLastRun was not called"
    yield from wrapped(
        f"nothing stored; a fetch would have stored: {stored}", width, "  ", first=""
    )
    if run.context_changed:
        calls = run.record.named("setIntegrationContext", "setIntegrationContextVersioned")
        value = _text(calls[-1].args["value"]) if calls else "(changed)"
        yield from wrapped(f"and into the integration context: {value}", width, "  ", first="")


def _text(value: CheckedJson) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
