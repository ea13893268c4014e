"""A fetch as a row of masked texts, from texts that are mostly there already.

The same row as ``row_of`` makes of the masked fetch. Most values hold no secret, which their text tells
faster than a walk through them; only the others are masked and written again.
"""

from __future__ import annotations

from ..history import FetchRun
from ..masked import masked_failure
from ..record import Exchange, Json, WrittenRecord
from ..record_text import KINDS, encode, to_json
from ..secrets import Mask
from .row import Row, row_from


def masked_row(run: FetchRun, mask: Mask) -> Row:
    """The row; the mask learns from the exchanges first, as from those of a masked fetch."""
    entries = run.record.entries
    for entry in entries:
        if isinstance(entry, Exchange):
            mask.learn_from_exchange(entry)
    written = run.record.texts if isinstance(run.record, WrittenRecord) else map(encode, entries)
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for entry, (kind, text) in zip(entries, written, strict=True):
        texts[kind].append(text if mask.leaves(text) else encode(mask.entry(entry))[1])
    change = run.last_run
    return row_from(
        run,
        texts,
        mask.text(run.message),
        masked_failure(run.failure, mask),
        before=_text(change.before, mask),
        asked=_text(change.asked, mask),
        after=_text(change.after, mask),
        incidents=_text(run.incidents, mask),
        dropped=_text(run.dropped, mask),
    )


def _text(value: Json, mask: Mask) -> str:
    text = to_json(value)
    return text if mask.leaves(text) else to_json(mask.json(value))
