"""Only two ids are kept, and the window still holds the events before them."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


class Fetcher:
    def __init__(self, p, state):
        self.p = p
        self.seen = state.get("seen", [])

    def pull(self):
        start = (datetime.now(timezone.utc) - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
        r = requests.get(self.p["url"] + "/alerts", params={"since": start, "limit": 50}, timeout=5)
        return [i for i in r.json()["items"] if i["id"] not in self.seen]

    def run(self):
        fresh = self.pull()
        self.seen += [i["id"] for i in fresh]
        self.seen = self.seen[-2:]
        demisto.setLastRun({"seen": self.seen})
        demisto.incidents(
            [{"name": i["t"], "occurred": i["at"], "rawJSON": json.dumps(i)} for i in fresh]
        )


if demisto.command() == "fetch-incidents":
    Fetcher(demisto.params(), demisto.getLastRun()).run()
