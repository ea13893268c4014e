"""Fulmar Alerts: the product only lists what is open now; the last run keeps the ids of that list."""

import json

import demistomock as demisto
import requests


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
    known = set(last_run.get("known", []))
    listed = call(params, "GET", "/alerts/open")["alerts"]
    fresh = [alert for alert in listed if alert["id"] not in known][: int(params["max_fetch"])]
    # An alert that is listed no more is forgotten, so that the last run stays as small as the list.
    known &= {alert["id"] for alert in listed}
    known |= {alert["id"] for alert in fresh}
    demisto.setLastRun({"known": sorted(known)})
    demisto.incidents([to_incident(alert) for alert in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
