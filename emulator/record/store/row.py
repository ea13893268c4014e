"""A fetch as a row of JSON texts.

The child process sends the row and the store keeps it; nothing in between parses it.
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
    """The JSON texts of one fetch, each without line breaks.

    ``head`` holds all small fields. ``before``, ``asked`` and ``after`` are the last run before the fetch, as
    set by the integration, and after the fetch. ``calls``, ``requests``, ``logs`` and ``attempts`` hold the
    entries by kind, each with its ``seq``.
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
        """Return the row of a fetch as bytes that ``unpack`` reads."""
        return _BETWEEN.join(self).encode("ascii")


def unpack(packed: bytes) -> Row:
    """Read the row of a fetch from the bytes that ``pack`` returned. Raises CodecError for other bytes."""
    try:
        return Row(*packed.decode("ascii").split(_BETWEEN))
    except (TypeError, ValueError) as error:
        raise CodecError(f"the bytes are not the row of a fetch: {error}") from error


# The fields of a fetch and of its last run that have their own columns; all others are in the head.
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
    """Return the values of a fetch for the columns ``before`` to ``dropped`` of its Row, in this order."""
    change = run.last_run
    return change.before, change.asked, change.after, run.incidents, run.dropped


def assembled(
    run: FetchRun, head: str, documents: Iterable[str], entries: Iterable[tuple[str, str]]
) -> Row:
    """Build the row of a fetch from texts that are already encoded.

    ``head`` is the text of the small fields, ``documents`` are the texts of ``documents_of``, and ``entries``
    kind and text of each entry. The small fields of the change of the last run are added to ``head``.
    """
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, text in entries:
        texts[kind].append(text)
    change = CHANGE_HEAD.text(run.last_run)
    counts = f'"created":{len(run.incidents)},"requested":{len(texts[EXCHANGE])}'
    lists = [f"[{','.join(texts[kind])}]" for kind in (CALL, EXCHANGE, LOG, ATTEMPT)]
    return Row(f"{head[:-1]},{change[1:-1]},{counts}}}", *documents, *lists)
