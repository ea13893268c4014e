"""An alert of severity 3 is left out."""

import json

import demistomock as demisto
import requests


def wanted(alert):
    if alert["t"] == "test":
        return False
    return alert["sev"] > 3


if demisto.command() == "fetch-incidents":
    since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
    found = requests.get(
        demisto.params()["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
    ).json()["items"]
    if found:
        since = found[-1]["at"]
    demisto.setLastRun({"since": since})
    demisto.incidents(
        [
            {"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)}
            for i in filter(wanted, found)
        ]
    )
