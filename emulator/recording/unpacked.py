"""Decompress recorded HTTP bodies."""

from __future__ import annotations

import zlib

_MOST_BYTES = 256 << 20
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str) -> bytes:
    """Decompress a recorded body as its header Content-Encoding (``encoding``) says.

    Some tools record bodies already decompressed: these are returned unchanged. Raises ValueError for broken
    data, for more than 256 MB, and for encodings other than gzip and deflate.
    """
    for coding in reversed(encoding.lower().replace(" ", "").split(",")):
        if coding in ("gzip", "x-gzip"):
            if body[:2] == b"\x1f\x8b":
                body = _inflated(body, _GZIP)
        elif coding == "deflate":
            body = _deflated(body)
        elif coding not in ("", "identity") and not _is_text(body):
            raise ValueError(
                f"the recorded body is encoded with {coding}; only gzip and deflate can be decoded"
            )
    return body


def _deflated(body: bytes) -> bytes:
    # Some servers send raw deflate data without the zlib header.
    for kind in (_ZLIB, _RAW):
        try:
            return _inflated(body, kind)
        except ValueError:
            continue
    if _is_text(body):
        return body
    raise ValueError("the recorded body is not deflate data")


def _inflated(body: bytes, kind: int) -> bytes:
    reader = zlib.decompressobj(kind)
    try:
        found = reader.decompress(body, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"the recorded body cannot be decompressed: {error}") from error
    if reader.unconsumed_tail:
        raise ValueError(f"the recorded body decompresses to more than {_MOST_BYTES >> 20} MB")
    return found


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
