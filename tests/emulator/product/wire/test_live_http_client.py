"""http.client and what stands on it, on the real network (here: a server on this machine)."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import httplib2
import pytest
import requests

from xfetch.emulator.product.wire.guard import allowed

from ..worlds import record, wired
from .test_live import BODY, Product


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Product) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_each_exchange_is_recorded_once(host: str) -> None:
    wire = wired(None)
    with allowed(wire):
        with urllib.request.urlopen(f"http://{host}/a?b=c") as response:
            assert response.read() == BODY
        assert httplib2.Http().request(f"http://{host}/chunked")[1] == BODY
        kept = http.client.HTTPConnection(host)
        for number in (1, 2):
            kept.request("POST", f"/{number}", iter([b"one ", b"two"]), {"X-Key": "k"})
            assert kept.getresponse().read() == b"one two"
        assert requests.get(f"http://{host}/d").content == BODY
        kept.close()
    exchanges = record(wire).exchanges
    assert [(exchange.method, exchange.url, exchange.status) for exchange in exchanges] == [
        ("GET", f"http://{host}/a?b=c", 200),
        ("GET", f"http://{host}/chunked", 200),
        ("POST", f"http://{host}/1", 200),
        ("POST", f"http://{host}/2", 200),
        ("GET", f"http://{host}/d", 200),
    ]
    assert [exchange.response_body for exchange in exchanges[:2]] == [BODY.decode()] * 2
    assert exchanges[2].request_body == "one two"
    assert dict(exchanges[2].request_headers)["X-Key"] == "k"


def test_a_failure_is_recorded_too() -> None:
    wire = wired(None)
    with allowed(wire), pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://127.0.0.1:9/a")
    (exchange,) = record(wire).exchanges
    assert (exchange.method, exchange.url, exchange.status) == ("GET", "http://127.0.0.1:9/a", None)
    assert exchange.failure.startswith("ConnectionRefusedError")


def test_nothing_is_patched_afterwards() -> None:
    cls = http.client.HTTPConnection
    before = cls.send, cls.getresponse
    with allowed(wired(None)):
        assert (cls.send, cls.getresponse) != before
    assert (cls.send, cls.getresponse) == before
