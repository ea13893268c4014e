"""Opal Identity: risky sign-ins; the product counts in milliseconds.

Shows: the request has seconds, which for the product is a day in January 1970: all come again.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def epoch(moment):
    return int(moment.timestamp())


def sign_ins(params, since):
    response = requests.get(
        params["url"] + "/risk/signins",
        params={"publishedAfter": epoch(since)},
        headers={"Authorization": f"SSWS {params['apikey']}"},
        timeout=15,
    )
    response.raise_for_status()
    return response.json()


def fetch(params, last_run):
    if last_run:
        since = datetime.fromisoformat(last_run["since"])
    else:
        since = datetime.now(timezone.utc) - timedelta(hours=6)
    incidents = []
    for sign_in in sorted(sign_ins(params, since), key=lambda s: s["published"]):
        since = datetime.fromtimestamp(sign_in["published"] / 1000, timezone.utc)
        incidents.append(
            {
                "name": f"Risky sign-in of {sign_in['login']}",
                "occurred": since.isoformat(),
                "rawJSON": json.dumps(sign_in),
            }
        )
    return incidents, {"since": since.isoformat()}


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        created, new_run = fetch(demisto.params(), demisto.getLastRun())
        demisto.incidents(created)
        demisto.setLastRun(new_run)
