"""Fennel Detection Lake: keeps the time of its newest detection as Python writes it.

Shows: a detection on the whole second is written without a fraction, and cannot be read back.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

SAVED = "%Y-%m-%dT%H:%M:%S.%f"


def load():
    saved = demisto.getLastRun().get("newest")
    if saved:
        return datetime.strptime(saved, SAVED)
    return datetime.utcnow().replace(microsecond=1) - timedelta(hours=1)


def store(newest):
    demisto.setLastRun({"newest": newest.isoformat()})


def detections(newer_than):
    params = demisto.params()
    body = {"sql": f"select * from detections where time > '{newer_than.isoformat()}'"}
    response = requests.post(
        params["url"] + "/query", json=body, headers={"X-Token": params["apikey"]}, timeout=120
    )
    response.raise_for_status()
    return response.json()["rows"]


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        newest = load()
        rows = detections(newest)
        demisto.incidents([{"name": row["rule"], "rawJSON": json.dumps(row)} for row in rows])
        if rows:
            newest = max(datetime.fromisoformat(row["time"]) for row in rows)
        store(newest)
