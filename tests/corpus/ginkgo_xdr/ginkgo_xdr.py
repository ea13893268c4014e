"""Ginkgo XDR: the critical alerts, and those of protected assets, asked for at the same time.

Shows: a critical alert of a protected asset is in both answers.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

QUERIES = ({"severity": "critical"}, {"protected": "true"})


class Ginkgo:
    def __init__(self, params):
        self.url = params["url"] + "/alerts"
        self.headers = {"X-Ginkgo": params["apikey"]}

    def alerts(self, **query):
        response = requests.get(self.url, params=query, headers=self.headers, timeout=30)
        response.raise_for_status()
        return response.json()


def fetch(ginkgo, since):
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = pool.map(lambda query: ginkgo.alerts(since=since, **query), QUERIES)
        alerts = [alert for answer in answers for alert in answer]
    alerts.sort(key=lambda alert: alert["created"])
    return alerts


if __name__ in ("__main__", "__builtin__", "builtins"):
    if demisto.command() == "fetch-incidents":
        yesterday = datetime.now(timezone.utc) - timedelta(days=1)
        since = demisto.getLastRun().get("since") or yesterday.isoformat()
        alerts = fetch(Ginkgo(demisto.params()), since)
        if alerts:
            since = alerts[-1]["created"]
        demisto.setLastRun({"since": since})
        demisto.incidents(
            [
                {"name": a["rule"], "occurred": a["created"], "rawJSON": json.dumps(a)}
                for a in alerts
            ]
        )
