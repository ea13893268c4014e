"""Fathom NIDS: so as not to read the newest detection twice, the next run starts a second later.

Shows: a detection of that second, from a second sensor that is a little slower, is never asked for.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

ISO = "%Y-%m-%dT%H:%M:%S+00:00"


@dataclass
class Detection:
    id: str
    seen: str
    signature: str
    sensor: str

    @property
    def time(self):
        return datetime.strptime(self.seen, ISO)

    def incident(self):
        return {"name": self.signature, "occurred": self.seen, "rawJSON": json.dumps(asdict(self))}


class Fathom:
    def __init__(self, params):
        self.url, self.limit = params["url"], params["max_fetch"]
        self.headers = {"X-Api-Key": params["apikey"]}

    def detections(self, start):
        query = {"start": start, "limit": self.limit}
        body = requests.get(
            self.url + "/detections", query, headers=self.headers, timeout=30
        ).json()
        return [Detection(**item) for item in body["detections"]]


def fetch_incidents(fathom, last_run):
    start = last_run.get("start") or (datetime.now(timezone.utc) - timedelta(hours=3)).strftime(ISO)
    found = fathom.detections(start)
    if found:
        newest = max(found, key=lambda detection: detection.time)
        start = (newest.time + timedelta(seconds=1)).strftime(ISO)
    return [detection.incident() for detection in found], {"start": start}


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    created, saved = fetch_incidents(Fathom(demisto.params()), demisto.getLastRun())
    demisto.incidents(created)
    demisto.setLastRun(saved)
