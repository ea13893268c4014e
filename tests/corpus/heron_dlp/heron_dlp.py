import asyncio
import json

import requests

import demistomock as demisto
from CommonServerPython import *

CHANNELS = ("email", "web", "endpoint")


class HeronApi:
    def __init__(self, url, token, verify):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["X-Heron-Token"] = token
        self.session.verify = verify

    def _incidents(self, channel, since):
        reply = self.session.post(
            f"{self.url}/dlp/search",
            json={"query": {"channel": channel, "raised": {"from": since}}, "size": 200},
            timeout=60,
        )
        reply.raise_for_status()
        return reply.json()["data"]["hits"]

    async def search(self, channel, since):
        return await asyncio.to_thread(self._incidents, channel, since)

    async def all_channels(self, since):
        lists = await asyncio.gather(*(self.search(channel, since) for channel in CHANNELS))
        return sorted((hit for hits in lists for hit in hits), key=lambda hit: (hit["raised"], hit["uid"]))


def fetch_incidents(api, last_run, first_fetch):
    since = last_run.get("since") or arg_to_datetime(first_fetch).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    known = set(last_run.get("known", []))
    hits = asyncio.run(api.all_channels(since))
    fresh = [hit for hit in hits if hit["uid"] not in known]
    newest = hits[-1]["raised"] if hits else since
    if newest != since:
        known = set()
    known |= {hit["uid"] for hit in hits if hit["raised"] == newest}
    incidents = [
        {"name": f"DLP {hit['channel']} {hit['uid']}", "occurred": hit["raised"], "rawJSON": json.dumps(hit)}
        for hit in fresh
    ]
    return {"since": newest, "known": sorted(known)}, incidents


def main():
    params = demisto.params()
    api = HeronApi(params.get("url"), params.get("token"), not params.get("insecure"))
    try:
        if demisto.command() == "test-module":
            asyncio.run(api.search("web", "2024-01-01T00:00:00.000Z"))
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(api, demisto.getLastRun(), params.get("first_fetch") or "2 hours")
            demisto.incidents(incidents)
            demisto.setLastRun(next_run)
    except Exception as err:
        return_error(f"Heron DLP failed: {err}", err)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
