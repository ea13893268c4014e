"""The saved second is asked for again, and its ids are remembered."""

import json

import demistomock as demisto
import requests

if demisto.command() == "fetch-incidents":
    state = demisto.getLastRun()
    since, seen = state.get("since", "2023-12-31T23:00:00Z"), state.get("seen", [])
    found = requests.get(
        demisto.params()["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
    ).json()["items"]
    fresh = [i for i in found if i["id"] not in seen]
    if found:
        since = found[-1]["at"]
        seen = [i["id"] for i in found if i["at"] == since]
    demisto.setLastRun({"since": since, "seen": seen})
    demisto.incidents(
        [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in fresh]
    )
