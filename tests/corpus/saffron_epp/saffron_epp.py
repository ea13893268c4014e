"""Saffron Endpoint: threats in the order of their clock, by a number of milliseconds.

Shows: a laptop that was offline reports an older threat, and it is passed over.
"""

import json
import time

import demistomock as demisto
import requests


def get(path, **query):
    params = demisto.params()
    response = requests.get(
        params["url"] + path,
        params=query,
        headers={"Authorization": "ApiToken " + params["apikey"]},
    )
    response.raise_for_status()
    return response.json()


def threats(after):
    cursor = None
    while True:
        page = get("/threats", createdAt__gt=after, cursor=cursor)
        yield from page["data"]
        cursor = page["nextCursor"]
        if cursor is None:
            return


def main():
    last_run = demisto.getLastRun()
    newest = int(last_run.get("newest", time.time() * 1000 - 86_400_000))
    found = list(threats(newest))
    demisto.incidents([{"name": t["threatName"], "rawJSON": json.dumps(t)} for t in found])
    demisto.setLastRun({"newest": max([newest, *(t["createdAt"] for t in found)])})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()
    if demisto.command() == "test-module":
        get("/threats", limit=1)
        demisto.results("ok")
