"""What clients do over a dialled connection: retry, stream, keep it, go through proxies, break off."""

from __future__ import annotations

import asyncio
import ftplib
import http.client
import imaplib
import smtplib
import socket
import ssl
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import aiohttp
import httplib2
import httpx
import pytest

from xfetch.emulator.errors import KilledAtTimeout, VendorBroke
from xfetch.emulator.product.message import Failure, Request

from ...worlds import Answering, always, in_turn, record
from .clients import CLIENTS, Asking, Client, by_aiohttp, by_async_httpx, by_httpx, passed_s, world

URL = "https://h.example/a"


# Retries


def test_httpx_retries_a_refused_connection_and_waits_on_the_clock() -> None:
    began = perf_counter()
    with world(in_turn(Failure("refused"), Failure("refused"), Failure("refused"), [1])) as wire:
        client = httpx.Client(transport=httpx.HTTPTransport(retries=3))
        assert client.get(URL).json() == [1]
    failures = [exchange.failure for exchange in record(wire).exchanges]
    assert failures == ["refused", "refused", "refused", ""]
    # Its back-off is 0, 0.5 and 1 second; each exchange takes 0.2.
    assert passed_s(wire) == pytest.approx(4 * 0.2 + 1.5)
    assert perf_counter() - began < 5


def test_async_httpx_retries_too() -> None:
    async def ask() -> Any:
        transport = httpx.AsyncHTTPTransport(retries=2)
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.post(URL, json={"a": 1})).json()

    with world(in_turn(Failure("refused"), Failure("refused"), [1])) as wire:
        assert asyncio.run(ask()) == [1]
    assert passed_s(wire) == pytest.approx(3 * 0.2 + 0.5, abs=0.001)
    assert [exchange.request_body for exchange in record(wire).exchanges] == ['{"a":1}'] * 3


def test_aiohttp_retries_a_lost_connection_by_itself() -> None:
    with world(in_turn(Failure("reset"), [1])) as wire:
        assert by_aiohttp(Asking(URL)).body == b"[1]"
    assert [exchange.failure for exchange in record(wire).exchanges] == ["reset", ""]


def test_a_loop_of_an_integrations_own_waits_on_the_clock() -> None:
    async def ask() -> int:
        async with aiohttp.ClientSession() as session:
            for _ in range(5):
                async with session.get(URL) as response:
                    if response.status == 200:
                        return response.status
                await asyncio.sleep(float(response.headers["Retry-After"]))
        return 0

    busy = {"status": 429, "headers": {"Retry-After": "30"}}
    began = perf_counter()
    with world(in_turn(busy, busy, [])) as wire:
        assert asyncio.run(ask()) == 200
    assert passed_s(wire) == pytest.approx(60.6, abs=0.001)
    assert perf_counter() - began < 5


def test_httplib2_follows_redirects() -> None:
    def handle(request: Request, now: Any) -> Any:
        if request.path == "/old":
            return {"status": 302, "headers": {"Location": "https://other.example/new"}}
        return [request.url]

    with world(Answering(handle)):
        _, body = httplib2.Http().request("https://h.example/old")
    assert body == b'["https://other.example/new"]'


# Connections


def test_a_connection_is_kept() -> None:
    vendor = in_turn([1], [2], [3])
    with world(vendor) as wire:
        kept = http.client.HTTPSConnection("h.example")
        for number in (1, 2, 3):
            kept.request("GET", f"/{number}")
            assert kept.getresponse().read() == b"[%d]" % number
        mine = kept.sock
        assert mine is not None
        kept.close()
        assert len(wire.switchboard._connections) == 0
    assert [request.path for request in vendor.asked] == ["/1", "/2", "/3"]


def test_a_kept_connection_outlives_the_batch() -> None:
    client = httpx.Client()
    with world(in_turn([1], [2])) as wire:
        assert client.get(URL).json() == [1]
    from xfetch.emulator.product.wire.transport import routed

    with routed(wire):
        assert client.get(URL).json() == [2]
    client.close()


def test_a_product_that_closes_is_dialled_again() -> None:
    given = {"json": [1], "headers": {"Connection": "close"}}
    with world(always(given)), httpx.Client() as client:
        assert [client.get(URL).json() for _ in range(3)] == [[1]] * 3


def test_clients_that_forget_to_close_leave_no_connection() -> None:
    with world(always([1])) as wire:
        for _ in range(20):
            http.client.HTTPConnection("h.example").request("GET", "/")
        assert len(wire.switchboard._connections) < 5


def test_a_body_shorter_than_announced_breaks_off() -> None:
    with world(always({"body": b"abc", "headers": {"Content-Length": "10"}})):
        with urllib.request.urlopen(URL) as response, pytest.raises(http.client.IncompleteRead):
            response.read()
        with pytest.raises(httpx.RemoteProtocolError):
            by_httpx(Asking(URL))
        with pytest.raises(aiohttp.ClientPayloadError):
            by_aiohttp(Asking(URL))


def test_streamed_responses() -> None:
    lines = b"".join(b'{"n": %d}\n' % n for n in range(100_000))

    async def read() -> bytes:
        async with aiohttp.ClientSession() as session, session.get(URL) as response:
            return b"".join([chunk async for chunk in response.content.iter_chunked(999)])

    with world(always({"body": lines})):
        with httpx.stream("GET", URL) as response:
            assert b"".join(response.iter_bytes(777)) == lines
        with urllib.request.urlopen(URL) as plain:
            assert plain.read(7) == lines[:7]
            assert b"".join(plain) == lines[7:]
        assert asyncio.run(read()) == lines


def test_streamed_bodies() -> None:
    async def chunks() -> Any:
        yield b"one "
        yield b"two"

    async def send() -> None:
        async with aiohttp.ClientSession() as session:
            await session.post(URL, data=chunks())
        async with httpx.AsyncClient() as client:
            await client.post(URL, content=chunks())

    vendor = always([])
    with world(vendor):
        kept = http.client.HTTPConnection("h.example")
        kept.request("POST", "/a", iter([b"one ", b"two"]), encode_chunked=True)
        kept.getresponse().read()
        httpx.post(URL, content=iter([b"one ", b"two"]))
        asyncio.run(send())
    assert [request.body for request in vendor.asked] == [b"one two"] * 4


def test_leave_to_send_is_given() -> None:
    async def send() -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(URL, data=b"x" * 9, expect100=True) as response,
        ):
            return response.status

    vendor = always([])
    with world(vendor):
        assert asyncio.run(send()) == 200
    assert vendor.asked[0].body == b"x" * 9


# Proxies

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_is_no_obstacle(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"{scheme}://h.example/a?b=c"
    vendor = always([1])

    async def ask() -> None:
        async with (
            aiohttp.ClientSession(trust_env=True) as session,
            session.get(url) as response,
        ):
            assert await response.json() == [1]

    with world(vendor) as wire:
        monkeypatch.setenv(f"{scheme}_proxy", PROXY)
        with urllib.request.urlopen(url) as response:
            assert response.read() == b"[1]"
        assert httpx.get(url).json() == [1]
        assert by_async_httpx(Asking(url)).body == b"[1]"
        asyncio.run(ask())
    assert [request.url for request in vendor.asked] == [url] * 4
    assert record(wire).attempts == ()


# Whoever does not speak HTTP


def _imap() -> None:
    imaplib.IMAP4_SSL("imap.example")


def _smtp() -> None:
    smtplib.SMTP("smtp.example", 25)


def _ftp() -> None:
    ftplib.FTP("ftp.example")


def _redis() -> None:
    with socket.create_connection(("redis.example", 6379), timeout=3) as sock:
        sock.sendall(b"*1\r\n$4\r\nPING\r\n")
        sock.recv(100)


def _ssh() -> None:
    with socket.create_connection(("ssh.example", 22), timeout=3) as sock:
        sock.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
        sock.recv(100)


@pytest.mark.parametrize(
    ("speak", "target"),
    [
        (_imap, "imap.example:993"),
        (_smtp, "smtp.example:25"),
        (_ftp, "ftp.example:21"),
        (_redis, "redis.example:6379"),
        (_ssh, "ssh.example:22"),
    ],
)
def test_another_protocol_is_refused_and_recorded(speak: Any, target: str) -> None:
    with world(always([])) as wire, pytest.raises(OSError, match="xfetch"):
        speak()
    assert [(a.kind, a.target) for a in record(wire).attempts] == [("socket", target)]


def test_an_async_client_that_waits_to_be_spoken_to_waits_on_the_clock() -> None:
    async def listen() -> None:
        reader, _ = await asyncio.open_connection("imap.example", 993, ssl=True)
        await reader.readline()

    with world(always([])) as wire, pytest.raises(KilledAtTimeout):
        asyncio.run(listen())
    assert passed_s(wire) == 600.0


def test_a_listening_socket_of_the_integrations_own_keeps_its_tls() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with world(always([])), socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with context.wrap_socket(server, server_side=True) as wrapped:
            assert type(wrapped) is ssl.SSLSocket


# Interruptions


@pytest.mark.parametrize("client", CLIENTS)
def test_the_vendors_fault_ends_the_run(client: Client) -> None:
    with world(always("no answer")) as wire, pytest.raises(VendorBroke, match="returned str"):
        client(Asking(URL))
    assert wire.broken is not None


@pytest.mark.parametrize("client", CLIENTS)
def test_the_kill_ends_the_run(client: Client) -> None:
    with world(always([]), latency_s=1300.0) as wire, pytest.raises(KilledAtTimeout):
        client(Asking(URL, timeout_s=5000.0))
    assert record(wire).exchanges[0].failure == "killed at the run's timeout"
    assert passed_s(wire) == 600.0


# Threads


def test_threads_ask_at_once() -> None:
    def handle(request: Request, now: Any) -> Any:
        return [request.path]

    def ask(number: int) -> bytes:
        with urllib.request.urlopen(f"http://h.example/{number}") as response:
            body: bytes = response.read()
        return body

    with world(Answering(handle)) as wire, ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(ask, range(40)))
    assert bodies == [b'["/%d"]' % number for number in range(40)]
    assert len(record(wire).exchanges) == 40
    assert passed_s(wire) == pytest.approx(40 * 0.2 / 8), "eight at a time"


def test_the_clock_does_not_jump_for_a_sleeper_while_another_thread_asks() -> None:
    with world(always({"body": b"x" * 3_000_000})) as wire:
        sleeper = threading.Thread(target=time.sleep, args=(300.0,))
        sleeper.start()
        for _ in range(20):
            with urllib.request.urlopen("http://h.example/a") as response:
                response.read()
        assert passed_s(wire) == pytest.approx(20 * 0.2)
        sleeper.join()
        assert passed_s(wire) >= 300.0


def test_many_at_once_in_one_loop() -> None:
    async def ask() -> list[Any]:
        async with aiohttp.ClientSession() as session:

            async def one(number: int) -> Any:
                async with session.get(f"https://h.example/{number}") as response:
                    return await response.json()

            return await asyncio.gather(*(one(number) for number in range(50)))

    def handle(request: Request, now: Any) -> Any:
        return [request.path]

    with world(Answering(handle)) as wire:
        assert asyncio.run(ask()) == [[f"/{number}"] for number in range(50)]
    assert len(record(wire).exchanges) == 50


def test_aiohttps_native_resolver_asks_nobody() -> None:
    pytest.importorskip("aiodns", reason="aiohttp resolves natively only with aiodns")

    async def ask() -> Any:
        connector = aiohttp.TCPConnector(resolver=aiohttp.AsyncResolver())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.get(URL) as response,
        ):
            return await response.json()

    with world(always([1])) as wire:
        assert asyncio.run(ask()) == [1]
    assert record(wire).attempts == ()
    assert passed_s(wire) == 0.2
