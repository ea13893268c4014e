"""The real network (here: a server on this machine) under observation."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
import urllib3
import urllib3.connectionpool
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from xfetch.emulator.product.wire.guard import allowed
from xfetch.emulator.record.entries import Exchange

from ..worlds import OWN_CHUNKS, record, wired

BODY = b'{"alerts": [' + b", ".join(b'{"id": %d}' % n for n in range(5000)) + b"]}"


class Product(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    failures = 0

    def do_GET(self) -> None:
        kind = self.path.strip("/").partition("?")[0]
        if kind == "busy" and Product.failures < 1:
            Product.failures += 1
            self._reply(503, b"later")
        elif kind == "odd":
            self.send_response(999)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif kind == "chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Set-Cookie", "a=1")
            self.send_header("Set-Cookie", "b=2")
            self.end_headers()
            for start in range(0, len(BODY), 7000):
                part = BODY[start : start + 7000]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        else:
            self._reply(200, BODY)

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "")
        self._reply(200, self._chunks() if chunked else self._plain())

    def _plain(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Product)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _one(wire: Any) -> Exchange:
    (exchange,) = record(wire).exchanges
    return exchange


@pytest.mark.parametrize("kind", ["plain", "chunked"])
def test_a_response_is_recorded_and_still_the_clients(url: str, kind: str) -> None:
    wire = wired(None)
    with allowed(wire):
        response = requests.get(f"{url}/{kind}?a=b", headers={"X-Key": "k"})
        exchange = _one(wire)
    assert response.content == BODY
    assert exchange.url == f"{url}/{kind}?a=b"
    assert (exchange.status, exchange.response_body) == (200, BODY.decode())
    assert ("X-Key", "k") in exchange.request_headers
    names = [name for name, _ in exchange.response_headers]
    assert names.count("Set-Cookie") == (2 if kind == "chunked" else 0)
    assert record(wire).attempts == ()


@pytest.mark.parametrize("kind", ["plain", "chunked"])
@pytest.mark.parametrize("preload", [True, False])
def test_urllib3_itself_preloaded_or_not(url: str, kind: str, preload: bool) -> None:
    wire = wired(None)
    with allowed(wire), urllib3.PoolManager() as pool:
        response = pool.request("GET", f"{url}/{kind}", preload_content=preload)
        assert (response.data if preload else b"".join(response.stream(999))) == BODY
        response.release_conn()
        assert pool.request("GET", f"{url}/{kind}").data == BODY
    assert [e.response_body for e in record(wire).exchanges] == [BODY.decode()] * 2


@pytest.mark.parametrize("kind", ["plain", "chunked"])
def test_a_stream_is_recorded_as_far_as_it_was_read(url: str, kind: str) -> None:
    wire = wired(None)
    with allowed(wire):
        with requests.get(f"{url}/{kind}", stream=True) as response:
            chunks = response.iter_content(10)
            assert next(chunks) == BODY[:10]
            assert record(wire).exchanges == ()
        seen = _one(wire).response_body
    assert seen
    assert BODY.decode().startswith(seen)


def test_a_stream_that_stays_open_is_recorded_at_the_next_request(url: str) -> None:
    wire = wired(None)
    with allowed(wire):
        kept = requests.get(f"{url}/first", stream=True)
        requests.get(f"{url}/second")
        urls = [exchange.url for exchange in record(wire).exchanges]
        assert kept.content == BODY
    assert urls == [f"{url}/first", f"{url}/second"]


def test_a_response_without_a_body_and_an_odd_status(url: str) -> None:
    wire = wired(None)
    with allowed(wire):
        assert requests.head(url).headers["content-length"] == str(len(BODY))
        assert requests.get(f"{url}/odd").status_code == 999
    assert [(e.status, e.response_body) for e in record(wire).exchanges] == [(200, ""), (999, "")]


@pytest.mark.parametrize("body", [b"bytes", "text", io.BytesIO(b"file"), [b"a", b"b"]], ids=type)
def test_a_request_body_is_sent_and_recorded(url: str, body: Any) -> None:
    wire = wired(None)
    with allowed(wire), urllib3.PoolManager() as pool:
        echoed = pool.request("POST", url, body=body).data
    assert echoed
    assert _one(wire).request_body == echoed.decode()


@OWN_CHUNKS
def test_a_request_body_from_a_generator(url: str) -> None:
    wire = wired(None)
    with allowed(wire):
        assert requests.post(url, data=iter([b"x", b"y"])).content == b"xy"
    assert _one(wire).request_body == "xy"


def test_retries_are_recorded_one_by_one(url: str) -> None:
    Product.failures = 0
    wire = wired(None)
    with allowed(wire), requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(2, status_forcelist=[503])))
        assert session.get(f"{url}/busy").status_code == 200
    recorded = [(e.status, e.response_body[:5]) for e in record(wire).exchanges]
    assert recorded == [(503, "later"), (200, '{"ale')]


def test_a_failure_is_recorded_and_raised() -> None:
    wire = wired(None)
    with allowed(wire), pytest.raises(requests.exceptions.ConnectionError):
        requests.get("http://127.0.0.1:9/x")
    exchange = _one(wire)
    assert exchange.failure.startswith("NewConnectionError")
    assert exchange.status is None


def test_nothing_is_patched_afterwards() -> None:
    pool = urllib3.connectionpool.HTTPConnectionPool
    before = dict(vars(pool))
    with allowed(wired(None)):
        assert vars(pool)["_make_request"] is not before["_make_request"]
    assert dict(vars(pool)) == before
