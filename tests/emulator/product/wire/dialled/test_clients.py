"""Every real client against the vendor: http and https, answers, failures, time."""

from __future__ import annotations

import asyncio
import gzip
import socket
from time import perf_counter

import pytest
import requests

from xfetch.emulator.product.message import Failure

from ...worlds import always, in_turn, record
from .clients import (
    CLIENTS,
    ERRORS,
    KILLED_AFTER_S,
    Answer,
    Asking,
    Client,
    by_aiohttp,
    by_async_httpx,
    by_http_client,
    by_httplib2,
    by_httpx,
    by_urllib,
    passed_s,
    world,
)

BOTH = pytest.mark.parametrize("scheme", ["http", "https"])
ALL = pytest.mark.parametrize("client", CLIENTS)


@BOTH
@ALL
def test_a_request_reaches_the_vendor_whole(client: Client, scheme: str) -> None:
    vendor = always({"status": 201, "json": {"a": "é"}, "headers": {"X-Left": "3"}})
    url = f"{scheme}://api.example.com/v1/alerts?q=a%20b&q=2"
    asking = Asking(url, "POST", b'{"x": 1}', (("X-Key", "k"), ("Content-Type", "text/json")))
    with world(vendor) as wire:
        answer = client(asking)
    assert (answer.status, answer.body) == (201, b'{"a": "\\u00e9"}')
    assert {name.lower(): text for name, text in answer.headers.items()}["x-left"] == "3"
    (asked,) = vendor.asked
    assert (asked.method, asked.url, asked.body) == ("POST", url, b'{"x": 1}')
    assert asked.header("x-key") == "k"
    assert asked.header("host") == "api.example.com"
    assert asked.header("content-length") == "8"
    (exchange,) = record(wire).entries
    assert (exchange.method, exchange.url, exchange.status) == ("POST", url, 201)  # type: ignore[union-attr]


@ALL
def test_it_is_recorded_as_the_fast_path_does(client: Client) -> None:
    asking = Asking("https://API.example.com:8443/v1?max=1#f", headers=(("X-Key", "k"),))
    with world(always([1])) as wire:
        client(asking)
        requests.get(asking.url, headers=dict(asking.headers))
    dialled, fast = record(wire).exchanges
    same = ("method", "url", "request_body", "status", "failure", "duration_s")
    same += ("response_headers", "response_body")
    assert {name: getattr(dialled, name) for name in same} == {
        name: getattr(fast, name) for name in same
    }
    assert dialled.url == "https://api.example.com:8443/v1?max=1"
    sent = {name.lower(): text for name, text in dialled.request_headers}
    assert (sent["host"].lower(), sent["x-key"]) == ("api.example.com:8443", "k")
    assert dialled.line is not None
    assert dialled.line.file == "clients.py"


@BOTH
@ALL
def test_a_large_response_is_read_to_its_end(client: Client, scheme: str) -> None:
    body = bytes(range(256)) * 40_000
    with world(always({"body": body})):
        assert client(Asking(f"{scheme}://h.example/a")).body == body


@ALL
def test_a_packed_and_chunked_response_is_unpacked(client: Client) -> None:
    headers = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    packed = gzip.compress(b'{"a": 1}')
    with world(always({"body": packed, "headers": headers})) as wire:
        body = client(Asking("https://h.example/a")).body
    assert body == (packed if client in (by_http_client, by_urllib) else b'{"a": 1}')
    assert record(wire).exchanges[0].response_body == '{"a": 1}'


@ALL
def test_no_body_where_there_is_none(client: Client) -> None:
    with world(in_turn({"json": {"a": 1}}, {"status": 204})):
        head = client(Asking("https://h.example/a", "HEAD"))
        assert (head.status, head.body) == (200, b"")
        assert client(Asking("https://h.example/a")).status == 204


@BOTH
@ALL
def test_a_request_takes_its_latency_and_no_real_time(client: Client, scheme: str) -> None:
    began = perf_counter()
    with world(always([]), latency_s=30.0) as wire:
        client(Asking(f"{scheme}://h.example/a", timeout_s=60.0))
        assert passed_s(wire) == 30.0
    assert perf_counter() - began < 20
    assert record(wire).exchanges[0].duration_s == 30.0


def _name(error: BaseException) -> str:
    return f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}"


REFUSED: dict[Client, str] = {
    by_http_client: "builtins.ConnectionRefusedError",
    by_urllib: "urllib.URLError",
    by_httplib2: "builtins.ConnectionRefusedError",
    by_httpx: "httpx.ConnectError",
    by_async_httpx: "httpx.ConnectError",
    by_aiohttp: "aiohttp.ClientConnectorError",
}
RESET: dict[Client, str] = {
    by_http_client: "builtins.ConnectionResetError",
    by_urllib: "builtins.ConnectionResetError",
    by_httplib2: "builtins.ConnectionResetError",
    by_httpx: "httpx.ReadError",
    by_async_httpx: "httpx.ReadError",
    by_aiohttp: "aiohttp.ClientOSError",
}
TIMEOUT: dict[Client, str] = {
    by_http_client: "builtins.TimeoutError",
    by_urllib: "builtins.TimeoutError",
    by_httplib2: "builtins.TimeoutError",
    by_httpx: "httpx.ReadTimeout",
    by_async_httpx: "httpx.ReadTimeout",
    by_aiohttp: _name(asyncio.TimeoutError()),
}


@BOTH
@pytest.mark.parametrize(
    ("kind", "errors"), [("refused", REFUSED), ("reset", RESET), ("timeout", TIMEOUT)]
)
@ALL
def test_failures_are_the_clients_own_exceptions(
    client: Client, kind: str, errors: dict[Client, str], scheme: str
) -> None:
    with world(always(Failure(kind))) as wire, pytest.raises(ERRORS) as caught:
        client(Asking(f"{scheme}://h.example/a"))
    assert _name(caught.value) == errors[client]
    assert {exchange.failure for exchange in record(wire).exchanges} == {kind}
    assert all(exchange.line is not None for exchange in record(wire).exchanges)


@ALL
def test_a_timeout_takes_as_long_as_the_client_waits(client: Client) -> None:
    began = perf_counter()
    with world(always(Failure("timeout"))) as wire, pytest.raises(ERRORS):
        client(Asking("https://h.example/a", timeout_s=120.0))
    assert passed_s(wire) == pytest.approx(120.0, abs=0.2)
    assert perf_counter() - began < 20
    assert record(wire).exchanges[0].duration_s == pytest.approx(120.0, abs=0.2)


@ALL
def test_a_latency_above_the_clients_patience_is_a_timeout(client: Client) -> None:
    with world(always([]), latency_s=30.0) as wire, pytest.raises(ERRORS) as caught:
        client(Asking("https://h.example/a", timeout_s=9.0))
    assert _name(caught.value) == TIMEOUT[client]
    assert passed_s(wire) < KILLED_AFTER_S


@BOTH
@ALL
def test_nobody_answers(client: Client, scheme: str) -> None:
    with world(None) as wire, pytest.raises(ERRORS) as caught:
        client(Asking(f"{scheme}://h.example/a?max=1"))
    assert _name(caught.value) == REFUSED[client]
    assert "refused" in str(caught.value)
    assert {(a.kind, a.target) for a in record(wire).attempts} == {
        ("http", f"GET {scheme}://h.example/a?max=1")
    }
    assert record(wire).exchanges == ()


def test_names_without_a_connection_are_still_refused() -> None:
    with world(always([])) as wire:
        with pytest.raises(socket.gaierror):
            socket.gethostbyname("h.example")
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo("h.example", None)
    assert [(a.kind, a.target) for a in record(wire).attempts] == [("dns", "h.example")] * 2


@pytest.mark.parametrize("address", ["192.0.2.7", "[2001:db8::7]"])
@ALL
def test_an_address_in_place_of_a_name(client: Client, address: str) -> None:
    vendor = always([1])
    with world(vendor):
        try:
            answer = client(Asking(f"http://{address}:8080/a"))
        except OSError as error:
            # An IPv6 socket needs a kernel that has IPv6.
            assert address.startswith("[")
            pytest.skip(f"no IPv6 here: {error}")
    assert isinstance(answer, Answer)
    assert vendor.asked[0].url == f"http://{address}:8080/a"
