"""Sparrow Alerts: saves the time of the last alert in milliseconds."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


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


def to_incident(alert):
    return {
        "name": f"{alert['title']} ({alert['id']})",
        "occurred": datetime.fromtimestamp(alert["created"] / 1000, timezone.utc).isoformat(),
        "dbotMirrorId": str(alert["id"]),
        "rawJSON": json.dumps(alert),
    }


def first_time(params):
    hours = int(params["first_fetch"].split()[0])
    return int((datetime.now(timezone.utc) - timedelta(hours=hours)).timestamp() * 1000)


def fetch_incidents(params, last_run):
    since = last_run.get("since") or first_time(params)
    alerts = search(params, since=since, limit=int(params["max_fetch"]))
    if alerts:
        since = alerts[-1]["created"]
    demisto.setLastRun({"since": since})
    demisto.incidents([to_incident(alert) for alert in alerts])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
