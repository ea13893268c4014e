"""Garnet Alerts: asks for the open ones, and leaves out what is below the chosen severity."""

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


def fetch_incidents(params, last_run):
    since = last_run.get("since") or first_time(params)
    seen = last_run.get("seen", [])
    limit = int(params["max_fetch"])
    query = {"since": since, "status": "open", "limit": limit + len(seen)}
    found = call(params, "GET", "/alerts", params=query)["alerts"]
    fresh = [alert for alert in found if alert["id"] not in seen][:limit]
    if fresh:
        # What is below the severity moves the position too: it must not fill the page for ever.
        newest = fresh[-1]["created"]
        seen = seen if newest == since else []
        seen += [alert["id"] for alert in fresh if alert["created"] == newest]
        since = newest
    demisto.setLastRun({"since": since, "seen": seen})
    wanted = [alert for alert in fresh if alert["severity"] >= int(params["severity"])]
    demisto.incidents([to_incident(alert) for alert in wanted])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
