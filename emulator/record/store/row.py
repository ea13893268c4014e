"""A fetch as a row of JSON texts, which travels and is stored as it is.

Nothing is parsed on the way from the process that ran the fetch to the file that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import NamedTuple

from ..codec import CodecError, codec
from ..entries import Json
from ..entry_text import ATTEMPT, CALL, EXCHANGE, KINDS, LOG, encode
from ..fetch_run import FetchRun, LastRunChange
from ..json_text import to_json

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
    """The row that was packed. Raises CodecError for anything else."""
    try:
        return Row(*packed.decode("ascii").split(_BETWEEN))
    except (TypeError, ValueError) as error:
        raise CodecError(f"not a row: {error}") from error


# Of a fetch and of its last run, what stands in columns of its own; all the rest is in the head.
_COLUMNS = tuple(
    field.name for field in (*fields(FetchRun), *fields(LastRunChange)) if field.name in Row._fields
)
HEAD = codec(FetchRun, *_COLUMNS, "last_run", "record")
CHANGE_HEAD = codec(LastRunChange, *_COLUMNS)


def row_of(run: FetchRun) -> Row:
    """Return the row of a fetch. The fetch must be masked: a row leaves the process."""
    row = getattr(run, "row", None)
    if isinstance(row, Row):
        return row
    texts = map(encode, run.record.entries)
    return assembled(run, HEAD.text(run), map(to_json, documents_of(run)), texts)


def documents_of(run: FetchRun) -> tuple[Json, ...]:
    """Return the values of the columns from ``before`` to ``dropped``, in this order."""
    change = run.last_run
    return change.before, change.asked, change.after, run.incidents, run.dropped


def assembled(
    run: FetchRun, head: str, documents: Iterable[str], entries: Iterable[tuple[str, str]]
) -> Row:
    """Return the row of these texts.

    ``head`` is ``HEAD``'s text of the fetch, ``documents`` are the texts of ``documents_of``, and
    ``entries`` the kind and the text of each entry. The small fields of the last run join the head.
    """
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, text in entries:
        texts[kind].append(text)
    change = CHANGE_HEAD.text(run.last_run)
    counts = f'"created":{len(run.incidents)},"requested":{len(texts[EXCHANGE])}'
    lists = [f"[{','.join(texts[kind])}]" for kind in (CALL, EXCHANGE, LOG, ATTEMPT)]
    return Row(f"{head[:-1]},{change[1:-1]},{counts}}}", *documents, *lists)
