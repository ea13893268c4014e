"""Peregrine Cloud Suite: alerts and audit records, together not more than the limit.

Shows: while the alerts fill the limit, not one audit record is read.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

LISTS = {"alerts": "Alert", "audits": "Audit"}


def read(params, name, after, count):
    if count <= 0:
        return []
    response = requests.get(
        f"{params['url']}/suite/{name}",
        params={"after": after, "count": count},
        headers={"X-Suite-Key": params["apikey"]},
        timeout=20,
    )
    response.raise_for_status()
    return response.json()["records"]


def fetch(params, positions):
    hour_ago = (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat()
    room = int(params["max_fetch"])
    incidents = []
    for name, label in LISTS.items():
        records = read(params, name, positions.get(name, hour_ago), room)
        room -= len(records)
        for record in records:
            positions[name] = record["time"]
            incidents.append(
                {
                    "name": f"{label}: {record['text']}",
                    "occurred": record["time"],
                    "rawJSON": json.dumps(record),
                }
            )
    return incidents, positions


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        created, positions = fetch(demisto.params(), demisto.getLastRun())
        demisto.incidents(created)
        demisto.setLastRun(positions)
