"""The parts of the JSON report that only a later judgement needs: the case, and the vendor's truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ..history import Failure, FetchRun
from ..record import Attempt, Json, Line
from ..vendor_event import VendorEvent

if TYPE_CHECKING:
    from ..outcome import Outcome


def case_row(outcome: Outcome) -> dict[str, Json]:
    """What the rules were told besides the fetches."""
    dossier = outcome.dossier
    if dossier is None:
        return {}
    case, setting, integration = dossier.case, dossier.setting, dossier.integration
    return {
        "command": case.command,
        "interval_s": case.interval_s,
        "timeout_s": case.timeout_s,
        "complete": case.complete,
        "strict": case.strict,
        "canned": case.canned,
        "code": dict(case.code),
        "id_field": dossier.id_field,
        "severities": dict(dossier.severities),
        "unset_secrets": list(setting.unset_secrets),
        "location": integration.location,
        "docker_image": integration.docker_image,
        "live": dossier.clock.live,
    }


def truth_rows(outcome: Outcome) -> Iterator[Json]:
    """The vendor's events as its ground truth states them, in its own order."""
    dossier = outcome.dossier
    for event in (dossier.truth or ()) if dossier is not None else ():
        yield _event(event)


def _event(event: VendorEvent) -> dict[str, Json]:
    row: dict[str, Json] = {
        "id": event.id,
        "created": iso(event.created),
        "visible": iso(event.visible),
    }
    if event.updates:
        row["updated"] = [iso(update.at) for update in event.updates]
    if event.removed is not None:
        row["removed"] = iso(event.removed)
    if not event.in_scope:
        row["in_scope"] = False
    if event.stream:
        row["stream"] = event.stream
    return row


def later_row(run: FetchRun) -> dict[str, Json]:
    """What a cycle's row does not show and rules read; only what differs from the usual."""
    usual = FetchRun(run.cycle, run.at, run.pulled_at, run.status, run.message, run.last_run)
    row: dict[str, Json] = {}
    if run.failure is not None:
        row["failure"] = _failure(run.failure)
    for name in ("slept_s", "context_changed", "lost_change", "command"):
        if getattr(run, name) != getattr(usual, name):
            row[name] = getattr(run, name)
    return row


def _failure(failure: Failure) -> dict[str, Json]:
    return {
        "message": failure.message,
        "error_type": failure.error_type,
        "line": line_text(failure.line),
        "trace": failure.trace,
        "on_purpose": failure.on_purpose,
        "cause": failure.cause,
        "cause_line": line_text(failure.cause_line),
    }


def attempt_row(cycle: int, attempt: Attempt) -> dict[str, Json]:
    return {
        "cycle": cycle,
        "seq": attempt.seq,
        "at": iso(attempt.at),
        "kind": attempt.kind,
        "target": attempt.target,
        "tried": list(attempt.tried),
        "line": line_text(attempt.line),
    }


def line_text(line: Line | None) -> str | None:
    """``HelloWorld.py:685``."""
    return str(line) if line else None


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC, with a Z."""
    return instant.isoformat().replace("+00:00", "Z")
