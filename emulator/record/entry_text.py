"""The record's entries by kind, as JSON texts and back: what a journal, a pipe and a store hold of them."""

from __future__ import annotations

from typing import Any

from .codec import MaskCall, codec
from .entries import Attempt, Call, Entry, Exchange, Log

CALL, LOG, EXCHANGE, ATTEMPT = KINDS = "clxa"
_CLASSES: dict[str, type[Any]] = {CALL: Call, LOG: Log, EXCHANGE: Exchange, ATTEMPT: Attempt}
_KIND_OF: dict[type[Any], str] = {cls: kind for kind, cls in _CLASSES.items()}
# Made before any clock is frozen.
_TEXTS = {cls: codec(cls).text for cls in _CLASSES.values()}
_READERS = {kind: codec(cls).read for kind, cls in _CLASSES.items()}


def encode(entry: Entry) -> tuple[str, str]:
    """The entry's kind (one of ``KINDS``) and its JSON object, in one line."""
    cls = type(entry)
    return _KIND_OF[cls], _TEXTS[cls](entry)


def encode_masked(entry: Entry, mask: MaskCall) -> str:
    """The entry's JSON object with secrets replaced."""
    return codec(type(entry)).masked_text(entry, mask)


def decode(kind: str, fields: Any) -> Entry:
    """The entry of that kind from its parsed object. Raises CodecError for one that is none."""
    entry: Entry = _READERS[kind](fields)
    return entry
