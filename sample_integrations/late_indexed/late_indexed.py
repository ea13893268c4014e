"""Lapwing Alerts: its cursor is when alerts were created, and the product shows some of them late."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def search(params, **query):
    response = requests.get(
        f"{params['url'].rstrip('/')}/alerts",
        params=query,
        headers={"X-Api-Key": params["apikey"]},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()["alerts"]


def first_time(params):
    n, unit = params["first_fetch"].rstrip("s").split()
    return (datetime.now(timezone.utc) - timedelta(**{f"{unit}s": int(n)})).strftime(DATE_FORMAT)


def to_incident(alert):
    return {
        "name": f"{alert['title']} ({alert['id']})",
        "occurred": alert["created"],
        "dbotMirrorId": alert["id"],
        "rawJSON": json.dumps(alert),
    }


def fetch_incidents(params, last_run):
    since = last_run.get("since") or first_time(params)
    seen = last_run.get("seen", [])
    alerts = search(params, since=since, limit=int(params["max_fetch"]))
    fresh = [alert for alert in alerts if alert["id"] not in seen]
    if fresh:
        newest = fresh[-1]["created"]
        seen = [alert["id"] for alert in alerts if alert["created"] == newest]
        since = newest
    demisto.setLastRun({"since": since, "seen": seen})
    demisto.incidents([to_incident(alert) for alert in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
