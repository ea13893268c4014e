"""Larch EDR: goes back five minutes from the newest detection, and knows the ids of these minutes."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def detections(params, start):
    found, page = [], 1
    while True:
        response = requests.get(
            f"{params['url']}/detections",
            params={"start": start.isoformat(), "page": page},
            headers={"X-Larch": params["apikey"]},
        )
        response.raise_for_status()
        body = response.json()
        found += body["detections"]
        if page >= body["pages"]:
            return found
        page += 1


def when(detection):
    return datetime.fromisoformat(detection["time"])


def fetch_incidents(params, last_run):
    look_back = timedelta(minutes=int(params["look_back"]))
    hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    newest = datetime.fromisoformat(last_run["newest"]) if last_run else hour_ago
    seen = dict(last_run.get("seen", {}))
    new = [d for d in detections(params, newest - look_back) if d["id"] not in seen]
    for detection in new:
        newest = max(newest, when(detection))
        seen[detection["id"]] = detection["time"]
    oldest = newest - look_back
    seen = {key: time for key, time in seen.items() if datetime.fromisoformat(time) >= oldest}
    demisto.setLastRun({"newest": newest.isoformat(), "seen": seen})
    demisto.incidents(
        [{"name": d["tactic"], "occurred": d["time"], "rawJSON": json.dumps(d)} for d in new]
    )


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(demisto.params(), demisto.getLastRun())
