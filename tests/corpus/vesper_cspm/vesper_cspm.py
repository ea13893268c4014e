"""Vesper CSPM: findings of the last minutes, without those that the run before created.

Shows: the ids are replaced with each run, and the findings of two runs ago come again.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


def findings(params, since):
    response = requests.post(
        params["url"] + "/graphql",
        json={
            "query": "query($since: Time!) { findings(since: $since) { id title at } }",
            "variables": {"since": since.strftime("%Y-%m-%dT%H:%M:%SZ")},
        },
        headers={"Authorization": f"Bearer {params['apikey']}"},
    )
    response.raise_for_status()
    return response.json()["data"]["findings"]


def fetch_findings(params, last_run):
    look_back = timedelta(minutes=int(params["look_back"]))
    since = datetime.now(timezone.utc) - look_back
    known = set(last_run.get("ids", ()))
    new = [finding for finding in findings(params, since) if finding["id"] not in known]
    demisto.incidents(
        [
            {"name": finding["title"], "occurred": finding["at"], "rawJSON": json.dumps(finding)}
            for finding in new
        ]
    )
    return {"ids": [finding["id"] for finding in new]}


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        demisto.setLastRun(fetch_findings(demisto.params(), demisto.getLastRun()))
