"""httpx and aiohttp on the real network (here: a server on this machine)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import aiohttp
import httpx
import pytest

from xfetch.emulator.product.wire.guard import allowed

from ..worlds import record, wired
from .test_live import BODY, Product


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Product) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


async def by_httpx(url: str) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/a?b=c")).content == BODY
        assert (await client.post(f"{url}/p", json={"n": 1}, headers={"X-Key": "k"})).text


def run(client: str, url: str) -> None:
    if client == "httpx in turn":
        in_turn(url)
    else:
        asyncio.run(by_httpx(url) if client == "httpx" else by_aiohttp(url))


def in_turn(url: str) -> None:
    with httpx.Client() as client:
        assert client.get(f"{url}/a?b=c").content == BODY
        assert client.post(f"{url}/p", json={"n": 1}, headers={"X-Key": "k"}).text


async def by_aiohttp(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/a?b=c") as answer:
            assert await answer.read() == BODY
        async with session.post(f"{url}/p", json={"n": 1}, headers={"X-Key": "k"}) as answer:
            assert await answer.text()


@pytest.mark.parametrize("client", ["httpx", "httpx in turn", "aiohttp"])
def test_each_exchange_is_recorded_once(host: str, client: str) -> None:
    wire, url = wired(None), f"http://{host}"
    with allowed(wire):
        run(client, url)
    exchanges = record(wire).exchanges
    assert [(exchange.method, exchange.url, exchange.status) for exchange in exchanges] == [
        ("GET", f"{url}/a?b=c", 200),
        ("POST", f"{url}/p", 200),
    ]
    assert exchanges[0].response_body == BODY.decode()
    asked = exchanges[1]
    assert asked.request_body.replace(" ", "") == '{"n":1}'
    assert asked.response_body == asked.request_body
    assert {name.lower(): text for name, text in asked.request_headers}["x-key"] == "k"


@pytest.mark.parametrize("client", ["httpx", "httpx in turn", "aiohttp"])
def test_a_failure_is_recorded_too(client: str) -> None:
    wire, url = wired(None), "http://127.0.0.1:9"
    with allowed(wire), pytest.raises((httpx.ConnectError, aiohttp.ClientConnectorError)):
        run(client, url)
    (exchange,) = record(wire).exchanges
    assert (exchange.method, exchange.url, exchange.status) == ("GET", f"{url}/a?b=c", None)
    assert "Connect" in exchange.failure


def test_nothing_is_patched_afterwards() -> None:
    transport = httpx.AsyncHTTPTransport
    before = transport.handle_async_request, aiohttp.ClientSession._request
    with allowed(wired(None)):
        assert (transport.handle_async_request, aiohttp.ClientSession._request) != before
    assert (transport.handle_async_request, aiohttp.ClientSession._request) == before
