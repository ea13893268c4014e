"""The loop ends between two events of one second, and the next run takes only later ones."""

import json

import demistomock as demisto
import requests

if demisto.command() == "fetch-incidents":
    limit = int(demisto.params()["max_fetch"])
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found = requests.get(
        demisto.params()["url"] + "/alerts",
        params={"since": "2023-12-31T23:00:00Z", "limit": 500},
        timeout=5,
    ).json()["items"]
    found = [i for i in found if i["at"] > since]
    batch = []
    while found and len(batch) < limit:
        batch.append(found.pop(0))
    if batch:
        since = batch[-1]["at"]
    demisto.setLastRun({"since": since})
    demisto.incidents(
        [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in batch]
    )
