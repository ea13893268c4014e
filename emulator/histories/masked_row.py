"""A fetch as a row of masked texts, from texts that are mostly there already.

The same row as ``row_of`` makes of the masked fetch. Most values hold no secret, which their text tells
faster than a walk through them; only the others are masked and written again.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..history import FetchRun
from ..masked import masked_failure
from ..record import Entry, Exchange, Json, WrittenRecord
from ..record_text import EXCHANGE, KINDS, encode, to_json
from ..secrets import Mask
from .row import Row, row_from

_DOCUMENTS = ("before", "asked", "after", "incidents", "dropped")


def masked_row(run: FetchRun, mask: Mask) -> Row:
    """The row; the mask learns from the exchanges first, as from those of a masked fetch."""
    entries = run.record.entries
    for entry in entries:
        if isinstance(entry, Exchange):
            mask.learn_from_exchange(entry)
    written = run.record.texts if isinstance(run.record, WrittenRecord) else map(encode, entries)
    texts = _entries(entries, tuple(written), mask)
    change = run.last_run
    values = (change.before, change.asked, change.after, run.incidents, run.dropped)
    documents = [to_json(value) for value in values]
    if not _all_left(documents, mask):
        documents = [
            _text(value, text, mask) for value, text in zip(values, documents, strict=True)
        ]
    return row_from(
        run,
        texts,
        mask.text(run.message),
        masked_failure(run.failure, mask),
        mask.json(run.lost_change),
        **dict(zip(_DOCUMENTS, documents, strict=True)),
    )


def _entries(
    entries: Sequence[Entry], written: Sequence[tuple[str, str]], mask: Mask
) -> dict[str, list[str]]:
    """Their texts by kind; most exchanges hold a secret, and hardly anything else does."""
    calm = _all_left([text for kind, text in written if kind != EXCHANGE], mask)
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for entry, (kind, text) in zip(entries, written, strict=True):
        left = (calm and kind != EXCHANGE) or mask.leaves(text)
        texts[kind].append(text if left else encode(mask.entry(entry))[1])
    return texts


def _all_left(texts: Sequence[str], mask: Mask) -> bool:
    """As if each was asked: no needle goes over a line's end, which JSON escapes."""
    return mask.leaves("\n".join(texts))


def _text(value: Json, text: str, mask: Mask) -> str:
    return text if mask.leaves(text) else to_json(mask.json(value))
