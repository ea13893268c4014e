"""Cinder MDR: threats since the newest one, page by page, without those of the fetch before."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def threats(params, since):
    page = 1
    while True:
        response = requests.get(
            params["url"] + "/threats",
            params={"since": since, "page": page, "size": 2},
            headers={"X-Key": params["apikey"]},
        )
        response.raise_for_status()
        found = response.json()["threats"]
        if not found:
            return
        yield from found
        page += 1


def fetch(params, last_run):
    start = datetime.now(timezone.utc) - timedelta(days=1)
    since = last_run.get("newest", start.strftime(FORMAT))
    known = last_run.get("known", [])
    incidents, names = [], []
    for threat in threats(params, since):
        if threat["id"] in known:
            continue
        names.append(threat["id"])
        incidents.append(
            {"name": threat["id"], "occurred": threat["seen"], "rawJSON": json.dumps(threat)}
        )
    if incidents:
        newest = max(incident["occurred"] for incident in incidents)
        last_run = {"newest": newest, "known": names}
    return last_run, incidents


if demisto.command() == "fetch-incidents":
    state, created = fetch(demisto.params(), demisto.getLastRun())
    demisto.setLastRun(state)
    demisto.incidents(created)
