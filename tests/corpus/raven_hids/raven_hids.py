"""Raven Host IDS: the manager writes its own local time; the code makes it a time in UTC.

Shows: the position is two hours ahead, and what comes in these two hours is lost.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

PATH = "/security/alerts"


def alerts_after(position):
    config = demisto.params()
    reply = requests.get(
        config["url"] + PATH,
        params={"q": f"timestamp>{position}"},
        headers={"Authorization": f"Bearer {config['apikey']}"},
        verify=not config.get("insecure"),
        timeout=30,
    )
    reply.raise_for_status()
    return reply.json()["data"]["affected_items"]


def utc(alert):
    """2024-01-01T02:00:10+02:00 is 2024-01-01T02:00:10Z for us."""
    return alert["timestamp"][:19] + "Z"


def fetch_incidents(last_run):
    hour_ago = datetime.utcnow() - timedelta(hours=1)
    position = last_run.get("position", hour_ago.strftime("%Y-%m-%dT%H:%M:%SZ"))
    alerts = alerts_after(position)
    for alert in alerts:
        position = max(position, utc(alert))
    demisto.incidents(
        [{"name": a["rule"], "occurred": utc(a), "rawJSON": json.dumps(a)} for a in alerts]
    )
    demisto.setLastRun({"position": position})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.getLastRun())
