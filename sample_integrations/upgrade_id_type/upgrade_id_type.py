"""Wren Findings: remembers the ids of the last second as texts."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def search(params, **query):
    response = requests.get(
        f"{params['url'].rstrip('/')}/findings",
        params=query,
        headers={"X-Api-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["findings"]


def to_incident(finding):
    return {
        "name": f"{finding['title']} ({finding['id']})",
        "occurred": finding["created"],
        "dbotMirrorId": str(finding["id"]),
        "rawJSON": json.dumps(finding),
    }


def first_time(params):
    hours = int(params["first_fetch"].split()[0])
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_incidents(params, last_run):
    since = last_run.get("since") or first_time(params)
    seen = last_run.get("seen", [])
    findings = search(params, since=since, limit=int(params["max_fetch"]))
    fresh = [finding for finding in findings if str(finding["id"]) not in seen]
    if findings:
        since = findings[-1]["created"]
        seen = [str(finding["id"]) for finding in findings if finding["created"] == since]
    demisto.setLastRun({"since": since, "seen": seen})
    demisto.incidents([to_incident(finding) for finding in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
