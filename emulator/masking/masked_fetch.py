"""Mask the secrets in a fetch: in a FetchRun, in its row of texts, or in a fetch read from a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..record.bounded import LONG_CHARS, bounded_parts, bounded_text
from ..record.codec import codec
from ..record.entries import Entry, Exchange, WrittenRecord
from ..record.entry_text import EXCHANGE, encode, encode_masked
from ..record.fetch_run import FetchRun
from ..record.json_text import to_json
from ..record.store.bounded_entries import bounded_entries, chars_of, too_many_logs
from ..record.store.row import HEAD, Row, assembled, documents_of, row_of
from ..record.store.stored_fetch import StoredRun
from .mask import Mask


def masked_fetch(run: FetchRun, mask: Mask) -> FetchRun:
    """Return a fetch with all secrets masked, and with large values cut.

    The mask first learns the secrets in the fetch's exchanges.
    """
    for exchange in run.record.exchanges:
        mask.learn_from_exchange(exchange)
    if chars_of(run) > LONG_CHARS:
        return StoredRun(masked_row(run, mask))
    return codec(FetchRun).masked(run, mask)


def masked_row(run: FetchRun, mask: Mask) -> Row:
    """Return the row of a fetch with all secrets masked; texts that already exist are reused.

    The result equals ``row_of(masked_fetch(run, mask))``: values too large to keep are cut. Few values hold a
    secret, and searching their text is faster than walking through them: only a value that holds one is
    masked and encoded again. The mask first learns the secrets in the fetch's exchanges.
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
    head, values = HEAD.text(run), documents_of(run)
    documents = [to_json(value) for value in values]
    if not _leaves_all([head, *documents], mask):
        if not mask.leaves(head):
            head = HEAD.masked_text(run, mask)
        documents = [
            text if mask.leaves(text) else to_json(mask.json(value))
            for value, text in zip(values, documents, strict=True)
        ]
    # Cut only after masking: the mask would not recognise half of a secret.
    bounds = (bounded_text,) * 3 + (bounded_parts,) * 2
    documents = [bound(text) for bound, text in zip(bounds, documents, strict=True)]
    return assembled(run, bounded_parts(head), documents, masked)


def masked_stored(run: StoredRun, mask: Mask) -> StoredRun:
    """Return a stored fetch: the same object if its row holds no secret, else a masked copy."""
    texts = "\n".join(run.row)
    if mask.leaves(texts) or mask.text(texts) == texts:
        return run
    return StoredRun(row_of(codec(FetchRun).masked(run, mask)))


def _masked_entries(
    entries: Sequence[Entry], written: Sequence[tuple[str, str]], mask: Mask
) -> list[tuple[str, str]]:
    """Return the kind and the masked text of each entry of a record, from its unmasked texts."""
    # Most exchanges hold a secret; other entries rarely do, so they are searched all at once.
    calm = _leaves_all([text for kind, text in written if kind != EXCHANGE], mask)
    return [
        (kind, text)
        if (calm and kind != EXCHANGE) or mask.leaves(text)
        else (kind, encode_masked(entry, mask))
        for entry, (kind, text) in zip(entries, written, strict=True)
    ]


def _leaves_all(texts: Sequence[str], mask: Mask) -> bool:
    """Whether masking would change none of the JSON texts. They are joined by line breaks for one search.

    No secret in JSON contains a line break, since JSON escapes it.
    """
    return mask.leaves("\n".join(texts))
