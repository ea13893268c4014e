"""Otter Mail Defense: quarantined messages from the time of the last one on.

Shows: the last message comes again with every run.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
PARAMS = demisto.params()


def quarantine(received_from):
    answer = requests.get(
        PARAMS["url"].rstrip("/") + "/v2/quarantine",
        params={"received_from": received_from, "max": PARAMS["max_fetch"]},
        headers={"apikey": PARAMS["apikey"]},
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()


def fetch():
    state = demisto.getLastRun()
    position = state.get("received_from")
    if not position:
        position = (datetime.utcnow() - timedelta(minutes=30)).strftime(FORMAT)
    messages = quarantine(position)
    if messages:
        position = messages[-1]["received"]
    demisto.incidents(
        [
            {"name": m["subject"], "occurred": m["received"], "rawJSON": json.dumps(m)}
            for m in messages
        ]
    )
    demisto.setLastRun({"received_from": position})


if demisto.command() == "test-module":
    quarantine(datetime.utcnow().strftime(FORMAT))
    demisto.results("ok")
elif demisto.command() == "fetch-incidents":
    fetch()
