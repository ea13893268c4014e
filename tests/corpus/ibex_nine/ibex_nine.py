"""The position is saved, then an unknown severity raises an error that is only logged."""

import json

import demistomock as demisto
import requests


def send(found):
    demisto.incidents(
        [
            {"name": i["t"], "severity": {"low": 1, "high": 3}[i["sev"]], "rawJSON": json.dumps(i)}
            for i in found
        ]
    )


if demisto.command() == "fetch-incidents":
    try:
        since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
        found = requests.get(
            demisto.params()["url"] + "/alerts", params={"since": since, "limit": 50}, timeout=5
        ).json()["items"]
        if found:
            demisto.setLastRun({"since": found[-1]["at"]})
        send(found)
    except Exception as error:
        demisto.error(str(error))
        demisto.incidents([])
