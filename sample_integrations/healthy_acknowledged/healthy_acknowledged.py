"""Merlin Alerts: the product hands out an alert until it is acknowledged, one fetch after its incident."""

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
    # An incident is safe once its fetch has ended. So what the last fetch created is acknowledged
    # now; where that fails, the product hands the same alerts out again, and their ids are known.
    created = last_run.get("created", [])
    if created:
        call(params, "POST", "/alerts/acknowledge", json={"ids": created})
    waiting = call(params, "GET", "/alerts/waiting", params={"limit": int(params["max_fetch"])})
    fresh = [alert for alert in waiting["alerts"] if alert["id"] not in created]
    demisto.setLastRun({"created": [alert["id"] for alert in fresh]})
    demisto.incidents([to_incident(alert) for alert in fresh])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
