"""The product includes the saved second, and no ids are kept."""

import json

import demistomock as demisto
import requests


def items(since):
    p = demisto.params()
    r = requests.get(
        p["url"] + "/alerts",
        params={"since": since, "limit": 50},
        headers={"k": p["apikey"]},
        timeout=5,
    )
    r.raise_for_status()
    newest = since
    for item in r.json()["items"]:
        newest = item["at"]
        yield item, newest


if demisto.command() == "fetch-incidents":
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    out = []
    for one, since in items(since):
        out.append({"name": one["t"], "occurred": one["at"], "rawJSON": json.dumps(one)})
    demisto.setLastRun({"since": since})
    demisto.incidents(out)
