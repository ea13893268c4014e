"""The position becomes the time of the run, and an event that shows up later lies before it."""

import json
from datetime import datetime, timezone

import demistomock as demisto
import requests


def alerts(**params):
    return requests.get(demisto.params()["url"] + "/alerts", params=params, timeout=5).json()[
        "items"
    ]


if demisto.command() == "fetch-incidents":
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    incidents = [
        {"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)}
        for i in alerts(since=since, limit=50)
    ]
    demisto.setLastRun({"since": now})
    demisto.incidents(incidents)
