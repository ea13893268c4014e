"""Ursa Abuse Desk: complaints created after the newest time that it knows.

Shows: it takes the time of a change for that; an old complaint is edited, and new ones are passed over.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests


def search(created_after):
    params = demisto.params()
    response = requests.get(
        params["url"] + "/complaints",
        params={"created_after": created_after, "include": "reopened"},
        headers={"X-Ursa": params["apikey"]},
    )
    response.raise_for_status()
    return response.json()


def newest_time(complaints, otherwise):
    times = [complaint.get("modified") or complaint["created"] for complaint in complaints]
    return max(times + [otherwise])


def name_of(complaint):
    return f"[{complaint['id']}] {complaint['subject']}"


def fetch_incidents():
    hour_ago = (datetime.utcnow() - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    position = demisto.getLastRun().get("position", hour_ago)
    complaints = search(position)
    demisto.incidents(
        [{"name": name_of(complaint), "rawJSON": json.dumps(complaint)} for complaint in complaints]
    )
    demisto.setLastRun({"position": newest_time(complaints, position)})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents()
