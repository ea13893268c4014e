"""Finch Cases, as it was: saves its position as last_fetch."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def search(params, **query):
    response = requests.get(
        f"{params['url'].rstrip('/')}/cases",
        params=query,
        headers={"X-Api-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["cases"]


def to_incident(case):
    return {
        "name": f"{case['title']} ({case['id']})",
        "occurred": case["created"],
        "dbotMirrorId": str(case["id"]),
        "rawJSON": json.dumps(case),
    }


def first_time(params):
    hours = int(params["first_fetch"].split()[0])
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_incidents(params, last_run):
    last_fetch = last_run.get("last_fetch") or first_time(params)
    cases = search(params, since=last_fetch, limit=int(params["max_fetch"]))
    if cases:
        last_fetch = cases[-1]["created"]
    demisto.setLastRun({"last_fetch": last_fetch})
    demisto.incidents([to_incident(case) for case in cases])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
