"""Quarry Alerts: fetches by time, remembers the ids it has seen at that time. A healthy integration."""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
UNITS = {"minutes": 60, "hours": 3600, "days": 86400}


class Client:
    def __init__(self, url, api_key, verify):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["X-Api-Key"] = api_key
        self.session.verify = verify

    def search(self, since, limit):
        response = self.session.get(
            f"{self.url}/v1/alerts",
            params={"indexed_from": since, "order": "asc", "limit": limit},
            timeout=30,
        )
        response.raise_for_status()
        return response.json()["alerts"]


def first_fetch_time(text):
    count, unit = text.split()
    ago = timedelta(seconds=int(count) * UNITS[unit])
    return (datetime.now(timezone.utc) - ago).strftime(DATE_FORMAT)


def to_incident(alert):
    return {
        "name": f"Quarry: {alert['title']}",
        "occurred": alert["created"],
        "dbotMirrorId": alert["id"],
        "severity": {"low": 1, "medium": 2, "high": 3}[alert["severity"]],
        "rawJSON": json.dumps(alert),
    }


def fetch_incidents(client, last_run, first_fetch, limit):
    """The filter includes its boundary, so the ids seen there are asked for again, and dropped."""
    since = last_run.get("since") or first_fetch_time(first_fetch)
    seen = json.loads(last_run.get("seen", "[]"))
    alerts = client.search(since, limit + len(seen))
    fresh = [alert for alert in alerts if alert["id"] not in seen][:limit]
    if fresh:
        newest = fresh[-1]["indexed"]
        seen = [] if newest != since else seen
        seen += [alert["id"] for alert in fresh if alert["indexed"] == newest]
        since = newest
    return {"since": since, "seen": json.dumps(seen)}, [to_incident(alert) for alert in fresh]


def main():
    params = demisto.params()
    client = Client(params["url"], params["apikey"], not params["insecure"])
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(
            client, demisto.getLastRun(), params["first_fetch"], int(params["max_fetch"])
        )
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)
    elif demisto.command() == "test-module":
        client.search(first_fetch_time("1 minutes"), 1)
        demisto.results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
