"""Robin Detections, as it was: leaves out what is not newer than its position."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def search(params, **query):
    response = requests.get(
        f"{params['url'].rstrip('/')}/detections",
        params=query,
        headers={"X-Api-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["detections"]


def to_incident(detection):
    return {
        "name": f"{detection['title']} ({detection['id']})",
        "occurred": detection["created"],
        "dbotMirrorId": str(detection["id"]),
        "rawJSON": json.dumps(detection),
    }


def first_time(params):
    hours = int(params["first_fetch"].split()[0])
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_incidents(params, last_run):
    since = last_run.get("since") or first_time(params)
    detections = search(params, since=since, limit=int(params["max_fetch"]))
    fresh = [one for one in detections if one["created"] > since]
    if fresh:
        since = fresh[-1]["created"]
    demisto.setLastRun({"since": since})
    demisto.incidents([to_incident(detection) for detection in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
