"""The rows of Fetch History for the page, and the details of those cycles that a reader may open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ...judging.identity import EVENT, Identity
from ...judging.outcome import Outcome
from ...judging.verdict.last_run_cursor import cursors_of
from ...judging.verdict.positions import Positions, positions_of
from ...judging.window.window import asked_from
from ...record.entries import CheckedJson
from ...record.fetch_run import FetchRun
from ...record.incident import sent_event
from ...record.json_path import canonical
from ...record.json_text import to_json_utf8
from ..last_run_words import change_words, single_key
from ..shown import shown_findings

_DETAILED_AT_ENDS = 100
_MOST_DETAILED = 600
_MOST_REQUESTS = 20
_MOST_INCIDENTS = 25
_MOST_CHARS = 1_500


def cycle_rows(outcome: Outcome) -> Iterator[dict[str, CheckedJson]]:
    """A row for each fetch. ``w`` is the start of its window, ``c`` the time of its position afterwards."""
    key, positions = single_key(outcome.runs), positions_of(outcome.runs)
    detailed = _detailed(outcome)
    for run in outcome.runs:
        row = _row(outcome, run, key, positions)
        if run.cycle in detailed:
            row["more"] = _details(run, outcome.judgement.identity)
        yield row


def seconds(instant: datetime) -> float:
    """Seconds since 1970, rounded to milliseconds: the unit of the page's scales."""
    return round(instant.timestamp(), 3)


def _detailed(outcome: Outcome) -> set[int]:
    count = len(outcome.runs)
    chosen = {finding.cycle for finding in shown_findings(outcome) if finding.cycle}
    chosen |= set(sorted(outcome.judgement.duplicates)[:_DETAILED_AT_ENDS])
    chosen |= set(range(1, _DETAILED_AT_ENDS + 1))
    chosen |= set(range(max(count - _DETAILED_AT_ENDS, 0), count + 1))
    return set(sorted(chosen)[:_MOST_DETAILED])


def _row(
    outcome: Outcome, run: FetchRun, key: str | None, positions: Positions
) -> dict[str, CheckedJson]:
    duplicates = outcome.judgement.duplicates.get(run.cycle, 0)
    row: dict[str, CheckedJson] = {
        "n": run.cycle,
        "a": seconds(run.at),
        "d": run.duration_s,
        "s": run.status,
        "i": len(run.incidents) - duplicates,
        "m": run.message if len(run.message) <= 200 else f"{run.message[:199]}…",
    }
    words = change_words(run.last_run, run.at, key)
    optional = {
        "u": duplicates,
        "x": len(run.dropped),
        "l": words if words != "(unchanged)" else "",
        "f": run.first_run,
        "k": run.failed and not run.last_run.saved,
        "w": _window(run),
        "c": _position(run, positions),
    }
    row.update({name: value for name, value in optional.items() if value})
    return row


def _window(run: FetchRun) -> float | None:
    window = asked_from(run.record.exchanges, run.at) if run.record.exchanges else None
    return seconds(window.start) if window is not None else None


def _position(run: FetchRun, positions: Positions) -> float | None:
    """The time of the value in the last run from which the next window starts."""
    cursor = positions.cursor_of(cursors_of(run))
    return seconds(cursor.instant) if cursor is not None and cursor.instant is not None else None


def _details(run: FetchRun, identity: Identity) -> dict[str, CheckedJson]:
    change = run.last_run
    requests = [
        {
            "at": seconds(item.at),
            "asked": f"{item.method} {item.url}",
            "body": _cut(item.request_body),
            "got": item.failure or str(item.status),
            "answer": _cut(item.response_body),
            "line": str(item.line or ""),
        }
        for item in run.record.exchanges[:_MOST_REQUESTS]
    ]
    return {
        "before": _json(change.before),
        "asked": _json(change.asked) if change.was_set else None,
        "after": _json(change.after),
        "requests": requests,
        "requested": len(run.record.exchanges),
        "incidents": [
            _incident(one, identity) for one in (run.incidents or run.dropped)[:_MOST_INCIDENTS]
        ],
        "trace": run.failure.trace if run.failure else "",
    }


def _incident(incident: CheckedJson, identity: Identity) -> dict[str, CheckedJson]:
    if identity.noun == EVENT:
        return {"name": identity.label(incident), "raw": _cut(canonical(sent_event(incident)))}
    return {
        "name": str(incident.get("name") or "(no name)"),
        "occurred": _text(incident.get("occurred")),
        "id": _text(incident.get("dbotMirrorId")),
        "raw": _cut(str(incident.get("rawJSON") or "no rawJSON")),
    }


def _json(value: CheckedJson) -> str | None:
    """The value as JSON text: a browser that parsed it would round integers above 2^53."""
    return None if value is None else to_json_utf8(value, between=",", after_key=":")


def _text(value: CheckedJson) -> str | None:
    return value if isinstance(value, str) else _json(value)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - 1]}…"
