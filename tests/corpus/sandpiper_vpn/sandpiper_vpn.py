"""Sandpiper VPN: suspicious sessions since the last run.

Shows: the time of the run is saved, and a session that is indexed later is lost.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def call(params, since):
    return requests.post(
        params["url"].rstrip("/") + "/sessions/suspicious",
        json={"since": since.isoformat(timespec="seconds")},
        headers={"X-Sandpiper": params["apikey"]},
        timeout=30,
    )


def fetch_sessions(params, last_run):
    now = datetime.now(timezone.utc)
    if "checked" in last_run:
        since = datetime.fromisoformat(last_run["checked"])
    else:
        since = now - timedelta(hours=1)
    response = call(params, since)
    response.raise_for_status()
    incidents = [
        {
            "name": f"VPN login of {session['user']} from {session['country']}",
            "occurred": session["login"],
            "rawJSON": json.dumps(session),
        }
        for session in response.json()["sessions"]
    ]
    demisto.incidents(incidents)
    demisto.setLastRun({"checked": now.isoformat()})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "test-module":
        demisto.results("ok" if call(demisto.params(), datetime.now(timezone.utc)).ok else "no")
    elif demisto.command() == "fetch-incidents":
        fetch_sessions(demisto.params(), demisto.getLastRun())
