"""Dahlia Log Events: sends the events, acknowledges them, and then saves its position.

Shows: an acknowledgement that fails leaves the old position, and the events are sent again.
"""

from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests
from CommonServerPython import *


def request(method, path, **kwargs):
    params = demisto.params()
    response = requests.request(
        method,
        params["url"].rstrip("/") + path,
        headers={"Authorization": f"Key {params['apikey']}"},
        timeout=30,
        **kwargs,
    )
    response.raise_for_status()
    return response.json()


def acknowledge(events):
    for event in events:
        request("POST", f"/events/{event['id']}/ack", json={"by": "xsiam"})


def fetch_events():
    after = demisto.getLastRun().get("after")
    if not after:
        after = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    events = request("GET", "/events", params={"after": after})["events"]
    for event in events:
        event["_time"] = event["logged"]
    send_events_to_xsiam(events, vendor="dahlia", product="log")
    acknowledge(events)
    if events:
        demisto.setLastRun({"after": events[-1]["logged"]})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-events":
        fetch_events()
