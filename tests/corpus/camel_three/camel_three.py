"""The answer is sorted by host, and the position is the time of its last event."""

import asyncio
import json

import demistomock as demisto
import requests


async def get(since):
    p = demisto.params()
    await asyncio.sleep(0)
    return requests.get(
        p["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
    ).json()["items"]


async def fetch(since):
    found = await get(since)
    if found:
        since = found[-1]["at"]
    return found, since


if demisto.command() == "fetch-incidents":
    last = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found, last = asyncio.run(fetch(last))
    demisto.setLastRun({"since": last})
    demisto.incidents(
        [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in found]
    )
