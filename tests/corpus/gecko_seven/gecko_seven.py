"""An actor without a name raises an AttributeError in each run."""

import json

import demistomock as demisto
import requests


def convert(raw):
    user: str = raw["actor"]["name"].lower()
    return {"name": user, "occurred": raw["at"], "rawJSON": json.dumps(raw)}


if demisto.command() == "fetch-incidents":
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found = requests.get(
        demisto.params()["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
    ).json()["items"]
    incidents = list(map(convert, found))
    if found:
        since = found[-1]["at"]
    demisto.setLastRun({"since": since})
    demisto.incidents(incidents)
