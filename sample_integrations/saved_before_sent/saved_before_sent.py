"""Swift Alerts: saves where it stands, then sends; and a failure to send is only logged."""

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
    alerts = search(params, newer_than=since, limit=int(params["max_fetch"]))
    if alerts:
        since = alerts[-1]["created"]
    demisto.setLastRun({"since": since})
    try:
        demisto.incidents([to_incident(alert) for alert in alerts])
    except Exception as error:
        demisto.error(f"could not send {len(alerts)} incidents: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
