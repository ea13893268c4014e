"""A fetch as a row of JSON texts, which travels and is stored as it is.

Nothing is parsed on the way from the process that ran the fetch to the file that keeps it.
"""

from __future__ import annotations

from typing import NamedTuple

from ..history import Failure, FetchRun
from ..record import Json
from ..record_text import ATTEMPT, CALL, EXCHANGE, KINDS, LOG, encode, to_json

_BETWEEN = "\n"


class Row(NamedTuple):
    """``head`` holds what is small; each other field is a JSON document without a line break.

    ``before``, ``asked`` and ``after`` are the last run's values; ``calls``, ``requests``, ``logs`` and
    ``attempts`` hold the record's entries by kind, each with its place (``seq``) among all of them.
    """

    head: str
    before: str
    asked: str
    after: str
    incidents: str
    dropped: str
    calls: str
    requests: str
    logs: str
    attempts: str

    def pack(self) -> bytes:
        return _BETWEEN.join(self).encode("ascii")


def unpack(packed: bytes) -> Row:
    """The row that was packed. Raises TypeError for anything else."""
    return Row(*packed.decode("ascii").split(_BETWEEN))


def row_of(run: FetchRun) -> Row:
    """The fetch as texts; masked before, since this is what leaves the process."""
    row = getattr(run, "row", None)
    if isinstance(row, Row):
        return row
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for entry in run.record.entries:
        kind, text = encode(entry)
        texts[kind].append(text)
    change = run.last_run
    return row_from(
        run,
        texts,
        run.message,
        run.failure,
        run.lost_change,
        before=to_json(change.before),
        asked=to_json(change.asked),
        after=to_json(change.after),
        incidents=to_json(run.incidents),
        dropped=to_json(run.dropped),
    )


def row_from(
    run: FetchRun,
    texts: dict[str, list[str]],
    message: str,
    failure: Failure | None,
    lost_change: Json,
    **documents: str,
) -> Row:
    """The row of a fetch whose parts are texts already: the entries' by kind, the others by field."""
    return Row(
        head=to_json(_head(run, len(texts[EXCHANGE]), message, failure, lost_change)),
        calls=_list(texts[CALL]),
        requests=_list(texts[EXCHANGE]),
        logs=_list(texts[LOG]),
        attempts=_list(texts[ATTEMPT]),
        **documents,
    )


def _list(texts: list[str]) -> str:
    return f"[{','.join(texts)}]"


def _head(
    run: FetchRun, requested: int, message: str, failure: Failure | None, lost_change: Json
) -> Json:
    change = run.last_run
    return {
        "cycle": run.cycle,
        "at": run.at.isoformat(),
        "pulled_at": run.pulled_at.isoformat(),
        "status": run.status,
        "message": message,
        "was_set": change.was_set,
        "saved": change.saved,
        "failure": _failure(failure),
        "slept_s": run.slept_s,
        "context_changed": run.context_changed,
        "lost_change": lost_change,
        "command": run.command,
        "created": len(run.incidents),
        "requested": requested,
    }


def _failure(failure: Failure | None) -> Json:
    if failure is None:
        return None
    return {
        "message": failure.message,
        "error_type": failure.error_type,
        "line": str(failure.line) if failure.line else None,
        "trace": failure.trace,
        "on_purpose": failure.on_purpose,
        "cause": failure.cause,
        "cause_line": str(failure.cause_line) if failure.cause_line else None,
    }
