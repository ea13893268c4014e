"""Bodies as they were before the wire."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.recording.unpacked import unpacked


def raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=300))
def test_it_comes_out_as_it_went_in(body: bytes) -> None:
    assert unpacked(gzip.compress(body), "gzip") == body
    assert unpacked(gzip.compress(body), "X-GZIP") == body
    assert unpacked(zlib.compress(body), "deflate") == body
    assert unpacked(gzip.compress(zlib.compress(body)), "deflate, gzip") == body
    assert unpacked(body, "identity") == unpacked(body, "") == body


def test_a_deflate_without_its_frame() -> None:
    assert unpacked(raw(b"hello " * 9), "deflate") == b"hello " * 9


def test_what_was_unpacked_already_is_left() -> None:
    for encoding in ("gzip", "deflate", "br", "zstd"):
        assert unpacked(b'{"a": 1}', encoding) == b'{"a": 1}'


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"\x1f\x8bbroken", "gzip"), (b"\xff\xfe\xfd", "deflate"), (b"\xff\xfe\xfd", "br")],
)
def test_what_cannot_be_unpacked(body: bytes, encoding: str) -> None:
    with pytest.raises(ValueError, match="the recorded body"):
        unpacked(body, encoding)
