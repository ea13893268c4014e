"""The keys of the saved object come back as text, and the ids are numbers."""

import json

import demistomock as demisto
import requests

if demisto.command() == "fetch-incidents":
    done = demisto.getLastRun().get("done", {})
    found = requests.get(
        demisto.params()["url"] + "/alerts",
        params={"since": "2023-12-31T23:00:00Z", "limit": 50},
        timeout=5,
    ).json()["items"]
    out = []
    for i in found:
        if i["id"] in done:
            continue
        done[i["id"]] = 1
        out.append({"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)})
    demisto.setLastRun({"done": done})
    demisto.incidents(out)
