"""HelloWorld Twin: keeps the newest second it has seen, and skips what is not newer.

When the limit cuts between two alerts of one second, the second one is never seen.
"""

import json
from datetime import datetime, timedelta, timezone

import demistomock as demisto
import requests


class Client:
    def __init__(self, params):
        self.base_url = params["url"].rstrip("/") + "/api/v1"
        self.headers = {"Authorization": f"Bearer {params['apikey']}"}
        self.verify = not params["insecure"]

    def search_alerts(self, start_time, max_results):
        response = requests.get(
            f"{self.base_url}/get_alerts",
            params={"start_time": start_time, "max_results": max_results},
            headers=self.headers,
            verify=self.verify,
            timeout=60,
        )
        response.raise_for_status()
        return response.json()


def first_fetch_timestamp(text):
    count, unit = text.split()
    return int((datetime.now(timezone.utc) - timedelta(**{unit: int(count)})).timestamp())


def fetch_incidents(client, last_run, first_fetch, max_results):
    last_fetch = int(last_run["last_fetch"]) if last_run else first_fetch
    newest = last_fetch
    incidents = []
    for alert in client.search_alerts(last_fetch, max_results):
        created = int(alert["created"])
        if created <= last_fetch:
            continue
        occurred = datetime.fromtimestamp(created, timezone.utc)
        incidents.append(
            {
                "name": alert["name"],
                "occurred": occurred.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "rawJSON": json.dumps(alert),
            }
        )
        newest = max(newest, created)
    return {"last_fetch": str(newest)}, incidents


def main():
    params = demisto.params()
    try:
        if demisto.command() == "fetch-incidents":
            next_run, incidents = fetch_incidents(
                client=Client(params),
                last_run=demisto.getLastRun(),
                first_fetch=first_fetch_timestamp(params["first_fetch"]),
                max_results=int(params["max_fetch"]),
            )
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
    except Exception as error:
        raise Exception(f"Failed to execute {demisto.command()}: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
