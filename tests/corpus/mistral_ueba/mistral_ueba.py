"""Mistral UEBA: anomalies of the day; each one that is newer than the newest so far becomes an incident.

Shows: the answer has no order, so an older anomaly behind a newer one is skipped.
"""

import json
from datetime import datetime, timezone

import demistomock as demisto
import requests


def parse(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def anomalies(day):
    params = demisto.params()
    response = requests.get(
        "{}/anomalies/{}".format(params["url"], day),
        headers={"Authorization": "Bearer {}".format(params["apikey"])},
    )
    response.raise_for_status()
    return response.json()


def fetch_incidents():
    state = demisto.getLastRun()
    if "newest" in state:
        newest = parse(state["newest"])
    else:
        newest = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    incidents = []
    for anomaly in anomalies(newest.date()):
        detected = parse(anomaly["detected"])
        if detected <= newest:
            continue
        newest = detected
        incidents.append(
            {
                "name": "{user}: {reason}".format(**anomaly),
                "occurred": anomaly["detected"],
                "rawJSON": json.dumps(anomaly),
            }
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"newest": newest.strftime("%Y-%m-%dT%H:%M:%S.%f%z")})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents()
