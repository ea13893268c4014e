"""Only the first three of the window are asked for, and the next run begins at its end."""

import json
from datetime import datetime, timezone

import demistomock as demisto
import requests


def page(since, skip):
    reply = requests.get(
        demisto.params()["url"] + "/alerts",
        params={"since": since, "offset": skip, "limit": 3},
        timeout=5,
    )
    return reply.json()["items"]


if demisto.command() == "fetch-incidents":
    start = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    end = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    since = start
    found = page(since, 0)
    demisto.setLastRun({"since": end})
    demisto.incidents(
        [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in found]
    )
