"""What one request costs on each way out, as a ratio to the fast path in the same run.

    python -m tests.benchmarks.bench_ways_out

Rounds are interleaved, the least of each way is taken, and it is processor time: a busy machine decides
nothing. Measured (Python 3.11, two cores): the fast path with every other way patched 0.97 of it alone.
"""

from __future__ import annotations

import asyncio
import http.client
import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from time import process_time
from typing import Any

import aiohttp
import httpx
import requests

from tests.emulator.product.wire.dialled.clients import world
from tests.emulator.product.worlds import always
from xfetch.emulator.product.wire.patching import patched_module, swapped
from xfetch.emulator.product.wire.transport import POOLS, Wire, make_request
from xfetch.emulator.record.recorder import Recorder

ROUNDS, REQUESTS = 15, 60
REAL = [process_time]
URL = "https://api.example.com/v1/alerts"


@contextmanager
def only_the_fast_path(wire: Wire) -> Any:
    """urllib3's pool patched and nothing else, as it was before there was any other way."""

    def patch(module: Any, stack: ExitStack) -> None:
        pool = module.HTTPConnectionPool
        stack.enter_context(swapped(pool, "_make_request", make_request(wire)))

    with patched_module(POOLS, patch):
        yield


def by_requests() -> float:
    with requests.Session() as session:
        return _timed(lambda: session.get(URL).json())


def by_http_client() -> float:
    kept = http.client.HTTPSConnection("api.example.com")

    def ask() -> None:
        kept.request("GET", "/v1/alerts")
        kept.getresponse().read()

    took_s = _timed(ask)
    kept.close()
    return took_s


def by_httpx() -> float:
    with httpx.Client() as client:
        return _timed(lambda: client.get(URL).json())


def by_aiohttp() -> float:
    async def ask() -> float:
        async with aiohttp.ClientSession() as session:
            began = REAL[0]()
            for _ in range(REQUESTS):
                async with session.get(URL) as response:
                    await response.json()
            return (REAL[0]() - began) / REQUESTS

    return asyncio.run(ask())


def _timed(ask: Callable[[], Any]) -> float:
    began = REAL[0]()
    for _ in range(REQUESTS):
        ask()
    return (REAL[0]() - began) / REQUESTS


WAYS = {
    "requests (fast path)": by_requests,
    "http.client": by_http_client,
    "httpx": by_httpx,
    "aiohttp": by_aiohttp,
}


def main() -> None:
    best: dict[str, float] = {}
    alone = "requests, nothing else patched"
    for _ in range(ROUNDS):
        with world(always([{"id": 1}])) as wire:
            for name, way in WAYS.items():
                wire.recorder = Recorder(wire.clock.now, {})
                best[name] = min(best.get(name, 1.0), way())
        with world(always([])) as wire:
            pass
        wire.recorder = Recorder(wire.clock.now, {})
        wire.clock.end_fetch()  # type: ignore[attr-defined]
        with wire.clock.frozen(), only_the_fast_path(wire):  # type: ignore[attr-defined]
            best[alone] = min(best.get(alone, 1.0), by_requests())
    base_s = best[alone]
    for name, took_s in sorted(best.items(), key=lambda item: item[1]):
        sys.stdout.write(f"{name:32} {took_s * 1e6:7.0f} µs  {took_s / base_s:5.2f} ×\n")


if __name__ == "__main__":
    main()
