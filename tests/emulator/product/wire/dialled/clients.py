"""One request through each real client that dials by itself, and the world it lives in."""

from __future__ import annotations

import asyncio
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httplib2
import httpx

from xfetch.emulator.clock.simulated import SimulatedClock
from xfetch.emulator.product.wire.guard import offline
from xfetch.emulator.product.wire.transport import Wire, routed
from xfetch.emulator.record.recorder import Recorder

from ...worlds import START

KILLED_AFTER_S = 600.0


@dataclass(frozen=True)
class Answer:
    """What the client made of it."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Asking:
    """A request; ``timeout_s`` is how long the client waits."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 9.0


def by_http_client(asking: Asking) -> Answer:
    parts = urlsplit(asking.url)
    secured = parts.scheme == "https"
    cls = http.client.HTTPSConnection if secured else http.client.HTTPConnection
    connection = cls(parts.hostname or "", parts.port, timeout=asking.timeout_s)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(asking.method, target, asking.body, dict(asking.headers))
    response = connection.getresponse()
    answer = Answer(response.status, response.read(), dict(response.getheaders()))
    connection.close()
    return answer


def by_urllib(asking: Asking) -> Answer:
    request = urllib.request.Request(
        asking.url, asking.body, dict(asking.headers), method=asking.method
    )
    try:
        with urllib.request.urlopen(request, timeout=asking.timeout_s) as response:
            return Answer(response.status, response.read(), dict(response.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(), dict(error.headers))


def by_httplib2(asking: Asking) -> Answer:
    client = httplib2.Http(timeout=asking.timeout_s)
    response, body = client.request(
        asking.url, asking.method, body=asking.body, headers=dict(asking.headers)
    )
    return Answer(response.status, body, dict(response))


def by_httpx(asking: Asking) -> Answer:
    with httpx.Client(timeout=asking.timeout_s) as client:
        response = client.request(
            asking.method, asking.url, content=asking.body, headers=dict(asking.headers)
        )
    return Answer(response.status_code, response.content, response.headers)


def by_async_httpx(asking: Asking) -> Answer:
    async def ask() -> Answer:
        async with httpx.AsyncClient(timeout=asking.timeout_s) as client:
            response = await client.request(
                asking.method, asking.url, content=asking.body, headers=dict(asking.headers)
            )
        return Answer(response.status_code, response.content, response.headers)

    return asyncio.run(ask())


def by_aiohttp(asking: Asking) -> Answer:
    async def ask() -> Answer:
        timeout = aiohttp.ClientTimeout(total=asking.timeout_s)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.request(
                asking.method, asking.url, data=asking.body, headers=dict(asking.headers)
            ) as response,
        ):
            return Answer(response.status, await response.read(), response.headers)

    return asyncio.run(ask())


Client = Callable[[Asking], Answer]
CLIENTS: tuple[Client, ...] = (
    by_http_client,
    by_urllib,
    by_httplib2,
    by_httpx,
    by_async_httpx,
    by_aiohttp,
)
ERRORS = (OSError, httpx.HTTPError, aiohttp.ClientError, asyncio.TimeoutError)


@contextmanager
def world(vendor: Any, latency_s: float = 0.2) -> Iterator[Wire]:
    """The world of a run, as the simulation makes it: offline, routed, frozen, killed in the end."""
    clock = SimulatedClock(START)
    clock.begin_fetch(START + timedelta(seconds=KILLED_AFTER_S))
    wire = Wire(vendor, clock, latency_s)
    wire.recorder = Recorder(clock.now, {__file__: "clients.py"})
    with offline(wire), routed(wire), clock.frozen():
        yield wire
    wire.finish()


def passed_s(wire: Wire) -> float:
    return (wire.clock.now() - START).total_seconds()
