"""Snipe Alerts: the API counts in milliseconds; what is saved from the second run on are seconds."""

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
    n, unit = params["first_fetch"].rstrip("s").split()
    hours_ago = datetime.now(timezone.utc) - timedelta(**{f"{unit}s": int(n)})
    since = last_run.get("since") or str(int(hours_ago.timestamp() * 1000))
    alerts = search(params, since_ms=since, limit=int(params["max_fetch"]))
    if alerts:
        since = str(alerts[-1]["created_ms"] // 1000)
    demisto.setLastRun({"since": since})
    demisto.incidents([to_incident(alert) for alert in alerts])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
