"""Fig Endpoint Control: goes back three minutes, as some endpoints report late.

Shows: what was created in these three minutes is created again.
"""

import json
from datetime import datetime, timedelta

import dateparser
import demistomock as demisto
import requests


def query(params, start):
    reply = requests.post(
        params["url"] + "/ops/query",
        json={
            "operator": "ge",
            "field": "eventTime",
            "value": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        headers={"Authorization": "Bearer " + params["apikey"]},
    )
    reply.raise_for_status()
    return reply.json()["events"]


def start_of_window(newest, minutes):
    """Endpoints may report late, so go back a little."""
    return newest - timedelta(minutes=minutes)


def fetch(params, last_run):
    newest = dateparser.parse(last_run.get("newest") or "20 minutes ago UTC").replace(tzinfo=None)
    events = query(params, start_of_window(newest, int(params["look_back"])))
    for event in events:
        newest = max(newest, datetime.strptime(event["eventTime"], "%Y-%m-%dT%H:%M:%SZ"))
    incidents = [
        {"name": event["operation"], "occurred": event["eventTime"], "rawJSON": json.dumps(event)}
        for event in events
    ]
    return incidents, {"newest": newest.isoformat()}


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        incidents, new_run = fetch(demisto.params(), demisto.getLastRun())
        demisto.incidents(incidents)
        demisto.setLastRun(new_run)
