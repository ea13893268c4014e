"""Dogwood Mail Security: creates so many incidents a run, and goes on after the last message.

Shows: the last message is that of the answer, not of what was created.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def messages_since(params, since):
    response = requests.get(
        params["url"] + "/siem/all",
        params={"since": since, "format": "json"},
        auth=("p", params["apikey"]),
    )
    response.raise_for_status()
    return response.json()["messagesBlocked"]


def fetch_incidents(params):
    since = demisto.getLastRun().get("since")
    since = since or (datetime.utcnow() - timedelta(hours=1)).strftime(FORMAT)
    messages = messages_since(params, since)
    incidents = []
    for message in messages:
        if len(incidents) == int(params["max_fetch"]):
            demisto.debug("enough for this run")
            break
        incidents.append(
            {
                "name": "Blocked: " + message["subject"],
                "occurred": message["messageTime"],
                "rawJSON": json.dumps(message),
            }
        )
    if messages:
        since = max(message["messageTime"] for message in messages)
    demisto.setLastRun({"since": since})
    demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params())
