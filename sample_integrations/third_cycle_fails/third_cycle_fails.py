"""Beacon Cases: acknowledges what it fetched, after it saved and sent; that call can fail."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client:
    def __init__(self, params):
        self.url = params["url"].rstrip("/")
        self.verify = not params["insecure"]
        self.headers = {"X-Beacon-Key": params["apikey"]}

    def call(self, method, path, **kwargs):
        response = requests.request(
            method, self.url + path, headers=self.headers, verify=self.verify, timeout=30, **kwargs
        )
        if not response.ok:
            raise ValueError(f"HTTP {response.status_code} from {path}: {response.text}")
        return response.json()


def fetch_incidents(client, limit):
    hour_ago = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime(DATE_FORMAT)
    opened_after = demisto.getLastRun().get("opened_after", hour_ago)
    cases = client.call("GET", "/cases", params={"opened_after": opened_after, "limit": limit})
    if cases:
        opened_after = cases[-1]["opened"]
    demisto.setLastRun({"opened_after": opened_after})
    demisto.incidents(
        [
            {"name": case["subject"], "occurred": case["opened"], "rawJSON": json.dumps(case)}
            for case in cases
        ]
    )
    client.call("POST", "/cases/acknowledge", json={"ids": [case["case_id"] for case in cases]})


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        fetch_incidents(Client(demisto.params()), int(demisto.params()["max_fetch"]))
