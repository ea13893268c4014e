"""Requests of asyncio clients are answered side by side: their latencies overlap on the simulated clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.record.fetch_run import FetchRun

HEAD = """
import asyncio, json, time
import demistomock as demisto
URL = "https://probe.example.com/"
"""
HTTPX = """
import httpx
async def ask(numbers):
    async with httpx.AsyncClient() as client:
        async def one(number):
            answer = await client.get(URL + str(number))
            return answer.json()["path"]
        return await asyncio.gather(*map(one, numbers))
"""
AIOHTTP = """
import aiohttp
async def ask(numbers):
    async with aiohttp.ClientSession() as session:
        async def one(number):
            async with session.get(URL + str(number)) as answer:
                return (await answer.json())["path"]
        return await asyncio.gather(*map(one, numbers))
"""
ANYIO = """
import anyio, httpx
async def ask(numbers):
    paths = {}
    async def one(client, number):
        await anyio.to_thread.run_sync(time.sleep, 0)
        answer = await client.get(URL + str(number))
        paths[number] = answer.json()["path"]
    async with httpx.AsyncClient() as client, anyio.create_task_group() as group:
        for number in numbers:
            group.start_soon(one, client, number)
    return [paths[number] for number in numbers]
"""
MAIN = """
if demisto.command() == "fetch-incidents":
    found = asyncio.run(BODY)
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(found)}])
"""
VENDOR = """
class Vendor:
    def handle(self, request, now):
        return {"json": {"path": request.path, "at": now.isoformat()}}
"""


def ran(folder: Path, client: str, body: str, latency_s: float = 2.0) -> FetchRun:
    code = worlds.write_raw(folder, HEAD + client + MAIN.replace("BODY", body))
    vendor = worlds.vendor(folder, VENDOR)
    (run,) = worlds.run(code, vendor_file=vendor, latency_s=latency_s).runs
    return run


@pytest.mark.parametrize("client", [HTTPX, AIOHTTP, ANYIO], ids=["httpx", "aiohttp", "anyio"])
def test_the_latencies_of_parallel_requests_overlap(tmp_path: Path, client: str) -> None:
    run = ran(tmp_path, client, "ask(range(6))")
    assert run.incidents[0]["rawJSON"] == '["/0", "/1", "/2", "/3", "/4", "/5"]'
    assert (run.duration_s, run.slept_s) == (
        pytest.approx(2.0, abs=0.01),
        pytest.approx(0, abs=0.01),
    )
    assert {round(one.duration_s, 3) for one in run.record.exchanges} == {2.0}
    assert len(run.record.exchanges) == 6


def test_requests_one_after_the_other_take_their_time(tmp_path: Path) -> None:
    client = (
        HTTPX
        + """
async def in_turn():
    return [await ask([number]) for number in range(3)]
"""
    )
    run = ran(tmp_path, client, "in_turn()")
    assert run.duration_s == pytest.approx(6.0, abs=0.01)


def test_a_client_that_leaves_before_the_response_is_told(tmp_path: Path) -> None:
    client = (
        HTTPX
        + """
async def hasty():
    try:
        return await asyncio.wait_for(ask([1]), 0.5)
    except asyncio.TimeoutError:
        return "late"
"""
    )
    run = ran(tmp_path, client, "hasty()")
    assert run.incidents[0]["rawJSON"] == '"late"'
    assert [one.failure for one in run.record.exchanges] == ["the client closed the connection"]
    assert run.duration_s == pytest.approx(0.5, abs=0.01)
