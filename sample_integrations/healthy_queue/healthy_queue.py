"""Dunlin Alerts: reads every page at once, and keeps what is above the limit in the last run."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def first_time(params):
    n, unit = params["first_fetch"].rstrip("s").split()
    return (datetime.now(timezone.utc) - timedelta(**{f"{unit}s": int(n)})).strftime(DATE_FORMAT)


def call(instance, method, path, **arguments):
    response = requests.request(
        method,
        instance["url"].rstrip("/") + path,
        headers={"X-Api-Key": instance["apikey"]},
        verify=not instance["insecure"],
        timeout=30,
        **arguments,
    )
    response.raise_for_status()
    return response.json()


def to_incident(alert):
    return {
        "name": f"{alert['title']} ({alert['id']})",
        "occurred": alert["created"],
        "dbotMirrorId": alert["id"],
        "rawJSON": json.dumps(alert),
    }


def new_alerts(params, since, seen):
    """Every alert from `since` on, oldest first, without those that were read before."""
    found, page = [], 1
    while True:
        answer = call(params, "GET", "/alerts", params={"since": since, "page": page, "size": 10})
        found += [alert for alert in answer["alerts"] if alert["id"] not in seen]
        if page >= answer["pages"]:
            return found
        page += 1


def fetch_incidents(params, last_run):
    limit = int(params["max_fetch"])
    since = last_run.get("since") or first_time(params)
    seen = last_run.get("seen", [])
    waiting = last_run.get("waiting", [])
    if len(waiting) < limit:
        found = new_alerts(params, since, seen)
        if found:
            newest = found[-1]["created"]
            seen = seen if newest == since else []
            seen += [alert["id"] for alert in found if alert["created"] == newest]
            since = newest
            waiting += found
    demisto.setLastRun({"since": since, "seen": seen, "waiting": waiting[limit:]})
    demisto.incidents([to_incident(alert) for alert in waiting[:limit]])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
