"""Mulberry DLP: the list has only ids, and each event is read by its own request.

Shows: an event that was deleted in between answers 404, in this run and in each later one.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


class Api:
    def __init__(self):
        params = demisto.params()
        self.root = params["url"].rstrip("/") + "/dlp/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Bearer " + params["apikey"]

    def __call__(self, path, **query):
        response = self.session.get(self.root + path, params=query, timeout=30)
        response.raise_for_status()
        return response.json()


def first_time():
    return (datetime.now(timezone.utc) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch(api, after):
    events = []
    for event_id in api("/events/ids", after=after)["ids"]:
        events.append(api(f"/events/{event_id}"))
    return events


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        after = demisto.getLastRun().get("after") or first_time()
        events = fetch(Api(), after)
        demisto.incidents(
            [
                {"name": e["policy"], "occurred": e["detected"], "rawJSON": json.dumps(e)}
                for e in events
            ]
        )
        if events:
            demisto.setLastRun({"after": events[-1]["detected"]})
