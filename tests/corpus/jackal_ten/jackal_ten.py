"""The position is the newest time, and an event that shows up later lies before it."""

import json

import demistomock as demisto
import requests

if demisto.command() == "fetch-incidents":
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found = requests.get(
        demisto.params()["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
    ).json()["items"]
    since = max([since] + [i["at"] for i in found])
    demisto.setLastRun({"since": since})
    demisto.incidents(
        [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in found]
    )
