"""Ledger Events: asks from the newest event's own time on, and so gets that event again."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def list_events(params, since, limit):
    response = requests.get(
        f"{params['url'].rstrip('/')}/api/events",
        params={"from": since, "limit": limit},
        headers={"Authorization": f"Token {params['apikey']}"},
        verify=not params["insecure"],
        timeout=30,
    )
    response.raise_for_status()
    return response.json()


def fetch_incidents(params):
    hour_ago = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime(DATE_FORMAT)
    since = demisto.getLastRun().get("time", hour_ago)
    incidents = []
    for event in list_events(params, since, int(params["max_fetch"])):
        incidents.append(
            {
                "name": event["summary"],
                "occurred": event["at"],
                "rawJSON": json.dumps(event),
            }
        )
        since = max(since, event["at"])
    demisto.setLastRun({"time": since})
    demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params())
