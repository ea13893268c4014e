"""The vendor behind real clients: whichever major version of urllib3 is installed."""

from __future__ import annotations

import gzip
import io
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import requests
import urllib3
import urllib3.connectionpool
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from xfetch.emulator.errors import VendorBroke
from xfetch.emulator.product.message import Failure, Request
from xfetch.emulator.product.wire.guard import offline
from xfetch.emulator.product.wire.transport import Wire, routed

from ..worlds import OWN_CHUNKS, Answering, FakeClock, always, in_turn, record, wired

URL = "https://api.example.com/v1/alerts"
V1 = urllib3.__version__.startswith("1.")


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    lengths: list[float] = []
    monkeypatch.setattr(time, "sleep", lengths.append)
    return lengths


def _online(vendor: Any, **given: Any) -> tuple[Wire, Any]:
    wire = wired(vendor, **given)
    return wire, routed(wire)


def test_a_request_of_requests_reaches_the_vendor_whole() -> None:
    vendor = always({"status": 201, "json": {"a": "é"}, "headers": {"X-Left": "3"}})
    wire, online = _online(vendor)
    with online:
        response = requests.post(
            URL, params={"q": "a b"}, json={"x": 1}, headers={"X-Key": "k"}, verify=False
        )
    (asked,) = vendor.asked
    assert (asked.method, asked.url) == ("POST", f"{URL}?q=a+b")
    assert asked.json() == {"x": 1}
    assert asked.header("x-key") == "k"
    assert asked.header("host") == "api.example.com"
    assert asked.header("content-length") == "8"
    assert (response.status_code, response.reason) == (201, "Created")
    assert response.json() == {"a": "é"}
    assert response.headers["x-left"] == "3"
    assert record(wire).exchanges[0].url == f"{URL}?q=a+b"


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("http://h.example:80/a", "http://h.example/a"),
        ("http://h.example:443/a", "http://h.example:443/a"),
        ("https://h.example:443/a", "https://h.example/a"),
        ("https://h.example:8443", "https://h.example:8443/"),
        ("https://[::1]:8443/a#f", "https://[::1]:8443/a"),
        ("https://user:pw@h.example/a?b=c", "https://h.example/a?b=c"),
    ],
)
def test_the_full_url_is_rebuilt(asked: str, seen: str) -> None:
    vendor = always([])
    with routed(wired(vendor)):
        requests.get(asked)
    assert [request.url for request in vendor.asked] == [seen]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_is_no_obstacle(scheme: str) -> None:
    vendor = always([1])
    with routed(wired(vendor)):
        proxies = {scheme: "http://proxy.example:3128"}
        assert requests.get(f"{scheme}://h.example/a?b=c", proxies=proxies).json() == [1]
    assert vendor.asked[0].url == f"{scheme}://h.example/a?b=c"


@pytest.mark.parametrize("preload", [True, False])
def test_urllib3_itself(preload: bool) -> None:
    with routed(wired(always({"body": b"x" * 100_000}))):
        response = urllib3.PoolManager().request("GET", URL, preload_content=preload)
        assert response.status == 200
        assert (response.data if preload else b"".join(response.stream(999))) == b"x" * 100_000


def test_a_pool_without_a_port_and_its_own_headers() -> None:
    vendor = always([])
    with routed(wired(vendor)):
        pool = urllib3.HTTPSConnectionPool("h.example", headers={"X-Key": "k"})
        assert pool.urlopen("GET", "/a").data == b"[]"
    assert vendor.asked[0].url == "https://h.example/a"
    assert vendor.asked[0].header("x-key") == "k"


def test_a_streamed_response() -> None:
    lines = b"".join(b'{"n": %d}\n' % n for n in range(1000))
    with routed(wired(always({"body": lines}))), requests.get(URL, stream=True) as response:
        assert list(response.iter_lines()) == lines.splitlines()
        assert response.raw.read() == b""
    with routed(wired(always({"body": lines}))), requests.get(URL, stream=True) as response:
        assert response.raw.read(7) == lines[:7]
        assert b"".join(response.iter_content(13)) == lines[7:]


def test_a_chunked_response() -> None:
    given = {"body": b"x" * 5000, "headers": {"Transfer-Encoding": "chunked"}}
    with routed(wired(always(given))):
        assert requests.get(URL).content == b"x" * 5000
        streamed = urllib3.PoolManager().request("GET", URL, preload_content=False)
        assert b"".join(streamed.stream(1000)) == b"x" * 5000
        assert requests.get(URL, stream=True).raw.read() == b"x" * 5000


def test_a_body_shorter_than_announced_breaks_off() -> None:
    with routed(wired(always({"body": b"abc", "headers": {"Content-Length": "10"}}))):
        response = urllib3.PoolManager().request(
            "GET", URL, preload_content=False, enforce_content_length=True
        )
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        response.read()


def test_head_and_204_have_no_body() -> None:
    with routed(wired(always({"json": {"a": 1}}))):
        head = requests.head(URL)
        assert (head.content, head.headers["content-length"]) == (b"", "8")
    with routed(wired(always({"status": 204, "body": b"ignored"}))):
        empty = requests.get(URL)
        assert (empty.status_code, empty.content) == (204, b"")
        assert "content-length" not in empty.headers


def test_a_packed_response_is_unpacked_by_the_client() -> None:
    given = {"body": gzip.compress(b'{"a": 1}'), "headers": {"Content-Encoding": "gzip"}}
    wire = wired(always(given))
    with routed(wire):
        assert requests.get(URL).json() == {"a": 1}
        assert urllib3.PoolManager().request("GET", URL).data == b'{"a": 1}'
    assert record(wire).exchanges[0].response_body == '{"a": 1}'


def test_redirects_are_followed_by_the_client() -> None:
    def handle(request: Request, now: datetime) -> Any:
        if request.path == "/old":
            return {"status": 302, "headers": {"Location": "/new?x=1"}}
        if request.path == "/far":
            return {"status": 307, "headers": {"Location": "https://other.example/new"}}
        return [request.method, request.url, request.header("authorization")]

    with routed(wired(Answering(handle))):
        post = requests.post("https://h.example/old", json={})
        assert post.json() == ["GET", "https://h.example/new?x=1", ""]
        assert [r.status_code for r in post.history] == [302]
        far = requests.get("https://h.example/far", auth=("u", "p"))
        assert far.json() == ["GET", "https://other.example/new", ""]
        raw = urllib3.PoolManager().request("GET", "https://h.example/old")
        assert b"/new?x=1" in raw.data


def test_several_cookies_come_back() -> None:
    def handle(request: Request, now: datetime) -> Any:
        if request.path == "/login":
            return {"headers": {"Set-Cookie": ["a=1; Path=/", "b=2; Path=/; Secure"]}}
        return [request.header("cookie")]

    with routed(wired(Answering(handle))), requests.Session() as session:
        login = session.get("https://h.example/login")
        assert login.cookies.get_dict() == {"a": "1", "b": "2"}
        assert session.get("https://h.example/x").json() == ["a=1; b=2"]


def _chunks() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"bytes", b"bytes"),
        ("text", b"text"),
        (bytearray(b"array"), b"array"),
        (io.BytesIO(b"file"), b"file"),
        (io.StringIO("text file"), b"text file"),
        ([b"a", b"b"], b"ab"),
        (None, b""),
    ],
)
def test_whatever_a_client_takes_for_a_body(body: Any, seen: bytes) -> None:
    vendor = always([])
    with routed(wired(vendor)):
        urllib3.PoolManager().request("POST", URL, body=body)
    assert vendor.asked[0].body == seen


def test_forms() -> None:
    vendor = always([])
    with routed(wired(vendor)):
        requests.post(URL, files={"f": ("n.txt", io.BytesIO(b"content"))}, data={"a": "b"})
        requests.post(URL, data={"a": "b c"})
    assert b"content" in vendor.asked[0].body
    assert vendor.asked[1].form() == {"a": "b c"}


@OWN_CHUNKS
def test_a_body_from_a_generator() -> None:
    vendor = always([])
    with routed(wired(vendor)):
        requests.post(URL, data=_chunks())
    assert vendor.asked[0].body == b"one two"


def test_text_that_the_real_client_cannot_send_is_not_sent_here() -> None:
    vendor = always([])
    with routed(wired(vendor)):
        with pytest.raises(UnicodeEncodeError):
            requests.get(URL, headers={"X-Key": "curly \u201cquote\u201d"})
        if V1:
            with pytest.raises(UnicodeEncodeError):
                urllib3.PoolManager().request("POST", URL, body="\u201c")
            assert vendor.asked == []
        else:
            urllib3.PoolManager().request("POST", URL, body="\u201c")
            assert [asked.text for asked in vendor.asked] == ["\u201c"]


# Retries


def _retrying(**given: Any) -> requests.Session:
    session = requests.Session()
    session.mount("https://", HTTPAdapter(max_retries=Retry(total=4, backoff_factor=5, **given)))
    return session


def test_retries_and_their_waits_really_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = {"status": 503, "headers": {"Retry-After": "30"}}
    vendor = in_turn(busy, busy, {"json": "ok"})
    wire = wired(vendor)
    monkeypatch.setattr(time, "sleep", wire.clock.advance)
    began = time.perf_counter()
    with routed(wire):
        assert _retrying(status_forcelist=[503]).get(URL).json() == "ok"
    assert time.perf_counter() - began < 5
    assert isinstance(wire.clock, FakeClock)
    assert wire.clock.passed_s == pytest.approx(60.6)
    assert [exchange.status for exchange in record(wire).exchanges] == [503, 503, 200]


def test_back_off_without_retry_after(slept: list[float]) -> None:
    with routed(wired(in_turn({"status": 500}, {"status": 500}, []))):
        assert _retrying(status_forcelist=[500]).get(URL).json() == []
    assert slept == [10.0]


def test_no_retry_when_the_integration_asks_for_none(slept: list[float]) -> None:
    vendor = always({"status": 503})
    with routed(wired(vendor)):
        assert requests.get(URL).status_code == 503
    assert (len(vendor.asked), slept) == (1, [])


# Failures


def test_nobody_answers() -> None:
    wire = wired(None)
    with routed(wire), pytest.raises(requests.exceptions.ConnectionError) as caught:
        requests.get(f"{URL}?max=1")
    inner = caught.value.args[0].reason
    assert isinstance(inner, urllib3.exceptions.NewConnectionError)
    assert "Connection refused" in str(inner)
    assert "xfetch" in str(inner)
    assert isinstance(inner.__cause__, ConnectionRefusedError)
    assert [a.target for a in record(wire).attempts] == [f"GET {URL}?max=1"]


@pytest.mark.parametrize(
    ("kind", "of_requests", "of_urllib3"),
    [
        ("refused", requests.exceptions.ConnectionError, "NewConnectionError"),
        ("reset", requests.exceptions.ConnectionError, "ProtocolError"),
        ("timeout", requests.exceptions.ReadTimeout, "ReadTimeoutError"),
    ],
)
def test_failures_are_the_clients_own_exceptions(
    kind: str, of_requests: type[Exception], of_urllib3: str
) -> None:
    wire = wired(always(Failure(kind)))
    with routed(wire):
        with pytest.raises(of_requests):
            requests.get(URL, timeout=9)
        with pytest.raises(getattr(urllib3.exceptions, of_urllib3)):
            urllib3.PoolManager().request("GET", URL, retries=False, timeout=9)
    assert [exchange.failure for exchange in record(wire).exchanges] == [kind, kind]


def test_failures_are_retried(slept: list[float]) -> None:
    wire = wired(in_turn(Failure("refused"), Failure("reset"), Failure("timeout"), [1]))
    with routed(wire):
        assert _retrying().get(URL, timeout=9).json() == [1]
    failures = [exchange.failure for exchange in record(wire).exchanges]
    assert failures == ["refused", "reset", "timeout", ""]


@pytest.mark.parametrize(
    ("timeout", "passed_s"), [(9, 9.0), ((3, 7), 7.0), (urllib3.Timeout(total=5), 5.0)]
)
def test_a_timeout_takes_as_long_as_the_client_waits(timeout: Any, passed_s: float) -> None:
    wire = wired(always(Failure("timeout")))
    with routed(wire), pytest.raises(requests.exceptions.ReadTimeout, match="read timeout="):
        requests.get(URL, timeout=timeout)
    assert isinstance(wire.clock, FakeClock)
    assert wire.clock.passed_s == pytest.approx(passed_s, abs=0.01)


def _swallowing() -> None:
    with suppress(Exception):
        requests.get(URL)


def test_no_integration_swallows_the_vendors_fault() -> None:
    wire = wired(always("no answer"))
    with routed(wire), pytest.raises(VendorBroke, match="handle\\(\\) returned str"):
        _swallowing()
    assert wire.broken is not None
    assert record(wire).entries == ()


# What remains


def test_nothing_is_patched_afterwards() -> None:
    pools = urllib3.connectionpool
    before = (
        dict(vars(pools.HTTPConnectionPool)),
        dict(vars(pools.HTTPSConnectionPool)),
        dict(vars(requests.adapters.HTTPAdapter)),
    )
    import sys

    finders = list(sys.meta_path)
    with routed(wired(None)), offline(wired(None)), routed(wired(always([]))):
        assert requests.get(URL).json() == []
    with pytest.raises(KeyError), routed(wired(None)):
        raise KeyError
    after = (
        dict(vars(pools.HTTPConnectionPool)),
        dict(vars(pools.HTTPSConnectionPool)),
        dict(vars(requests.adapters.HTTPAdapter)),
    )
    for was, now in zip(before, after, strict=True):
        assert was.keys() == now.keys()
        assert all(was[name] is now[name] for name in was)
    assert sys.meta_path == finders


def test_a_pool_made_before_is_served_too() -> None:
    session = requests.Session()
    with routed(wired(always([1]))):
        assert session.get(URL).json() == [1]
    with routed(wired(always([2]))):
        assert session.get(URL).json() == [2]
