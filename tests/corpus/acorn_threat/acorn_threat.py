"""Acorn Threat Feed Monitor: hits since the last hit, each hit once.

Shows: the list of known hits gets longer with every run, and nothing shortens it.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def hits(since):
    url = demisto.params()["url"].rstrip("/") + "/hits"
    key = demisto.params()["apikey"]
    response = requests.get(url, params={"since": since}, headers={"X-Acorn-Key": key}, timeout=30)
    response.raise_for_status()
    return response.json()


def main():
    last_run = demisto.getLastRun() or {}
    known = last_run.get("known", [])
    since = last_run.get("since")
    if since is None:
        since = (datetime.now(timezone.utc) - timedelta(minutes=30)).isoformat(timespec="seconds")
    incidents = []
    for hit in hits(since):
        if hit["uuid"] in known:
            continue
        known.append(hit["uuid"])
        since = hit["observed"]
        incidents.append(
            {
                "name": f"{hit['indicator']} seen on {hit['host']}",
                "occurred": hit["observed"],
                "rawJSON": json.dumps(hit),
            }
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"since": since, "known": known})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        main()
