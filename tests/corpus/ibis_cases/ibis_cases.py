"""Ibis Case Desk: cases opened since the newest one, as the desk sorts them: by priority.

Shows: the cases of the second page are never read.
"""

import json
from datetime import datetime, timedelta

import demistomock as demisto
import requests

requests.packages.urllib3.disable_warnings()


def cases(opened_since):
    params = demisto.params()
    response = requests.get(
        f"{params['url']}/desk/cases",
        params={"opened_since": opened_since, "state": "any"},
        auth=("xsoar", params["apikey"]),
        verify=False,
    )
    if response.status_code != 200:
        raise ValueError(f"Ibis answered {response.status_code}: {response.text}")
    return response.json()


def fetch_cases():
    since = demisto.getLastRun().get("opened_since")
    if since is None:
        since = (datetime.utcnow() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = cases(since)
    demisto.info(f"Ibis: page {answer['page']} of {answer['pages']}")
    incidents = []
    newest = since
    for case in answer["cases"]:
        newest = max(newest, case["opened"])
        incidents.append(
            {"name": case["title"], "occurred": case["opened"], "rawJSON": json.dumps(case)}
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"opened_since": newest})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_cases()
