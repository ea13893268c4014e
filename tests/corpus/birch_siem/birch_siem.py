"""Birch Correlation: looks back as many minutes as one sets, and knows what it has seen there.

Shows: the setting has another name in the yml, so it looks back not at all.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


class Settings:
    def __init__(self, params):
        self.url = params["url"].rstrip("/")
        self.key = params["apikey"]
        self.look_back = timedelta(minutes=int(params.get("look_back") or 0))


class State:
    def __init__(self, saved):
        now = datetime.now(timezone.utc)
        self.newest = datetime.fromisoformat(
            saved.get("newest", (now - timedelta(hours=1)).isoformat())
        )
        self.seen = saved.get("seen", {})

    def take(self, rows):
        for row in rows:
            if row["id"] not in self.seen:
                self.seen[row["id"]] = row["when"]
                self.newest = max(self.newest, datetime.fromisoformat(row["when"]))
                yield row

    def saved(self, look_back):
        oldest = (self.newest - look_back).isoformat()
        seen = {key: when for key, when in self.seen.items() if when >= oldest}
        return {"newest": self.newest.isoformat(), "seen": seen}


def offences(settings, start):
    response = requests.get(
        settings.url + "/offences",
        params={"from": start.isoformat()},
        headers={"SEC": settings.key},
    )
    response.raise_for_status()
    return response.json()


if __name__ in ("__main__", "__builtin__", "builtins") and demisto.command() == "fetch-incidents":
    settings = Settings(demisto.params())
    state = State(demisto.getLastRun())
    rows = state.take(offences(settings, state.newest - settings.look_back))
    demisto.incidents([{"name": row["rule"], "rawJSON": json.dumps(row)} for row in rows])
    demisto.setLastRun(state.saved(settings.look_back))
