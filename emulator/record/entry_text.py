"""Encode the entries of a fetch's record as JSON texts and decode them, for journal, pipe and store."""

from __future__ import annotations

from typing import Any

from .codec import MaskCall, codec
from .entries import Attempt, Call, Entry, Exchange, Json, Log

CALL, LOG, EXCHANGE, ATTEMPT = KINDS = "clxa"
_CLASSES: dict[str, type[Any]] = {CALL: Call, LOG: Log, EXCHANGE: Exchange, ATTEMPT: Attempt}
_KIND_OF: dict[type[Any], str] = {cls: kind for kind, cls in _CLASSES.items()}
# Generated before any clock is frozen.
_TEXTS = {cls: codec(cls).text for cls in _CLASSES.values()}
_READERS = {kind: codec(cls).read for kind, cls in _CLASSES.items()}


def encode(entry: Entry) -> tuple[str, str]:
    """Return the kind of an entry of a fetch's record (one letter of ``KINDS``) and the entry as JSON, one
    line.
    """
    cls = type(entry)
    return _KIND_OF[cls], _TEXTS[cls](entry)


def encode_masked(entry: Entry, mask: MaskCall) -> str:
    """Return an entry of a fetch's record as JSON, with its secrets masked."""
    return codec(type(entry)).masked_text(entry, mask)


def decode(kind: str, fields: Json) -> Entry:
    """Decode an entry of a fetch's record, whose kind is given, from a JSON object. Raises CodecError."""
    entry: Entry = _READERS[kind](fields)
    return entry
