"""Nettle NIDS: when a page ends, it asks for all of its last second before the position moves there."""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

params = demisto.params()


def events(**query):
    response = requests.get(
        params["url"].rstrip("/") + "/events",
        params=query,
        headers={"Authorization": "Basic " + params["apikey"]},
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["events"]


def without_half_seconds(page):
    """The page, and whatever else happened in the second in which it ends."""
    if not page:
        return []
    last = page[-1]["second"]
    whole = events(at=last)
    return [event for event in page if event["second"] != last] + whole


def fetch():
    hour_ago = datetime.utcnow() - timedelta(hours=1)
    position = demisto.getLastRun().get("position") or hour_ago.strftime("%Y-%m-%dT%H:%M:%SZ")
    found = without_half_seconds(events(after=position, limit=params["page_size"]))
    demisto.incidents(
        [
            {"name": event["signature"], "occurred": event["second"], "rawJSON": json.dumps(event)}
            for event in found
        ]
    )
    if found:
        demisto.setLastRun({"position": found[-1]["second"]})


if demisto.command() == "fetch-incidents":
    fetch()
