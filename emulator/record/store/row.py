"""A fetch as a row of JSON texts, which travels and is stored as it is.

Nothing is parsed on the way from the process that ran the fetch to the file that keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from ...masking.mask import Mask
from ..bounded import LONG_CHARS, bounded_parts, bounded_text
from ..codec import CodecError, codec
from ..entries import Entry, Exchange, Json, WrittenRecord
from ..entry_text import ATTEMPT, CALL, EXCHANGE, KINDS, LOG, encode, encode_masked
from ..fetch_run import FetchRun, LastRunChange
from ..json_text import to_json
from .bounded_entries import bounded_entries, too_many_logs

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
    """The fetch as texts; masked before, since this is what leaves the process."""
    row = getattr(run, "row", None)
    if isinstance(row, Row):
        return row
    texts = _by_kind([encode(entry) for entry in run.record.entries])
    return _row(run, HEAD.text(run), [to_json(value) for value in _documents(run)], texts)


def masked_row(run: FetchRun, mask: Mask) -> Row:
    """The row of the fetch without secrets, from texts that are mostly there already.

    The same row as ``row_of`` makes of the masked fetch, but for what is too large to be kept. Most
    values hold no secret, which their text tells faster than a walk through them; only the others are
    masked and written again. The mask learns
    from the exchanges first, as from those of a masked fetch.
    """
    entries = run.record.entries
    for entry in entries:
        if isinstance(entry, Exchange):
            mask.learn_from_exchange(entry)
    written = run.record.texts if isinstance(run.record, WrittenRecord) else map(encode, entries)
    masked = _masked_entries(entries, tuple(written), mask)
    if any(len(text) > LONG_CHARS for _, text in masked) or too_many_logs(masked):
        masked, cut = bounded_entries(masked)
        run = replace(run, cut=cut)
    texts = _by_kind(masked)
    head, values = HEAD.text(run), _documents(run)
    documents = [to_json(value) for value in values]
    if not _all_left([head, *documents], mask):
        if not mask.leaves(head):
            head = HEAD.masked_text(run, mask)
        documents = [
            text if mask.leaves(text) else to_json(mask.json(value))
            for value, text in zip(values, documents, strict=True)
        ]
    # Cut after the mask has seen all of it: the half of a secret would be none to the mask.
    bounds = (bounded_text,) * 3 + (bounded_parts,) * 2
    documents = [bound(text) for bound, text in zip(bounds, documents, strict=True)]
    return _row(run, bounded_parts(head), documents, texts)


def _masked_entries(
    entries: Sequence[Entry], written: Sequence[tuple[str, str]], mask: Mask
) -> list[tuple[str, str]]:
    """Their kinds and texts; most exchanges hold a secret, and hardly anything else does."""
    calm = _all_left([text for kind, text in written if kind != EXCHANGE], mask)
    return [
        (kind, text)
        if (calm and kind != EXCHANGE) or mask.leaves(text)
        else (kind, encode_masked(entry, mask))
        for entry, (kind, text) in zip(entries, written, strict=True)
    ]


def _all_left(texts: Sequence[str], mask: Mask) -> bool:
    """As if each was asked: no needle goes over a line's end, which JSON escapes."""
    return mask.leaves("\n".join(texts))


def _documents(run: FetchRun) -> tuple[Json, ...]:
    """The values of the columns between the head and the entries, in their order."""
    change = run.last_run
    return change.before, change.asked, change.after, run.incidents, run.dropped


def _by_kind(written: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, text in written:
        texts[kind].append(text)
    return texts


def _row(run: FetchRun, head: str, documents: list[str], texts: dict[str, list[str]]) -> Row:
    """``head`` is the text of the fetch's own small fields; what the last run has of them joins it."""
    change = CHANGE_HEAD.text(run.last_run)
    counts = f'"created":{len(run.incidents)},"requested":{len(texts[EXCHANGE])}'
    lists = [f"[{','.join(texts[kind])}]" for kind in (CALL, EXCHANGE, LOG, ATTEMPT)]
    return Row(f"{head[:-1]},{change[1:-1]},{counts}}}", *documents, *lists)
