from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.product.wire.dialled.request_reader import (
    NotHttp,
    ParsedRequest,
    RequestReader,
)

ONE = b"POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
TWO = b"GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
CHUNKED = (
    b"PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4;x=y\r\nwiki\r\n5\r\npedia\r\n0\r\nTrailer: t\r\n\r\n"
)
OLD = b"GET / HTTP/1.0\r\n\r\n"
WHOLE = ONE + TWO + CHUNKED + OLD


def _read(*pieces: bytes) -> list[ParsedRequest]:
    reader = RequestReader()
    return [asked for piece in pieces for asked in reader.feed(piece)]


def test_requests_one_after_the_other() -> None:
    first, second, third, last = _read(WHOLE)
    assert (first.method, first.target, first.body) == ("POST", "/a?b=c", b"abc")
    assert first.headers == (("Host", "h"), ("Content-Length", "3"))
    assert (second.body, second.last, first.last) == (b"", True, False)
    assert third.body == b"wikipedia"
    assert (last.http_1_0, last.last) == (True, True)


@given(st.lists(st.integers(0, len(WHOLE)), max_size=12))
def test_it_does_not_matter_in_which_pieces_they_come(places: list[int]) -> None:
    cuts = [0, *sorted(places), len(WHOLE)]
    pieces = [WHOLE[start:end] for start, end in pairwise(cuts)]
    assert _read(*pieces) == _read(WHOLE)


@given(
    st.binary(max_size=300),
    st.lists(st.binary(min_size=1, max_size=50), max_size=5),
)
def test_bodies_come_out_as_they_went_in(body: bytes, chunks: list[bytes]) -> None:
    head = b"POST / HTTP/1.1\r\n"
    plain = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    packed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n" + packed
    assert [asked.body for asked in _read(plain + chunked)] == [body, b"".join(chunks)]


@pytest.mark.parametrize(
    "spoken",
    [
        b"EHLO me\r\n",
        b"*1\r\n$4\r\nPING\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"\x30\x0c\x02\x01\x01",
        b"GET /\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http(spoken: bytes) -> None:
    with pytest.raises(NotHttp):
        _read(spoken)


def test_a_client_that_waits_for_leave() -> None:
    reader = RequestReader()
    assert reader.feed(b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n") == []
    assert reader.wants_continue
    (asked,) = reader.feed(b"ab")
    assert (asked.body, reader.wants_continue) == (b"ab", False)
