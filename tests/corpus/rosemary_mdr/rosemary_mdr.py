"""Rosemary MDR: asks the product itself for the chosen states only, above the last number, with aiohttp."""

import asyncio
import json

import aiohttp
from CommonServerPython import *


class Rosemary:
    def __init__(self, session, url):
        self.session, self.url = session, url

    async def cases(self, states, above):
        query = {"states": ",".join(states), "above": str(above)}
        async with self.session.get(f"{self.url}/cases", params=query) as response:
            response.raise_for_status()
            return await response.json()


async def fetch(params, last_run):
    headers = {"Authorization": f"Bearer {params['apikey']}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        rosemary = Rosemary(session, params["url"].rstrip("/"))
        cases = await rosemary.cases(argToList(params["states"]), last_run.get("above", 0))
    if not cases:
        return [], last_run
    incidents = [{"name": case["title"], "rawJSON": json.dumps(case)} for case in cases]
    return incidents, {"above": max(case["number"] for case in cases)}


async def main():
    if demisto.command() == "fetch-incidents":
        incidents, last_run = await fetch(demisto.params(), demisto.getLastRun())
        demisto.incidents(incidents)
        demisto.setLastRun(last_run)
    elif demisto.command() == "test-module":
        return_results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    asyncio.run(main())
