"""Crane Alerts: the product hands out a token with every page, and goes on from there."""

import json

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
    return response.json()


def to_incident(alert):
    return {
        "name": f"{alert['title']} ({alert['id']})",
        "occurred": alert["created"],
        "dbotMirrorId": alert["id"],
        "rawJSON": json.dumps(alert),
    }


def fetch_incidents(params, last_run):
    query = {"cursor": last_run["cursor"]} if last_run.get("cursor") else {}
    found = search(params, limit=int(params["max_fetch"]), **query)
    demisto.setLastRun({"cursor": found["next"] or last_run.get("cursor", "")})
    demisto.incidents([to_incident(alert) for alert in found["alerts"]])


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
