"""Ledger Events: asks from the newest event's own time on, and so gets that event again."""

import json

import demistomock as demisto
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def list_events(self, since, limit):
        return self._http_request("GET", "api/events", params={"from": since, "limit": limit})


def fetch_incidents(client, limit):
    hour_ago, _ = parse_date_range("1 hour", date_format=DATE_FORMAT)
    since = demisto.getLastRun().get("time", hour_ago)
    incidents = []
    for event in client.list_events(since, limit):
        incidents.append(
            {
                "name": event["summary"],
                "occurred": event["at"],
                "rawJSON": json.dumps(event),
            }
        )
        since = max(since, event["at"])
    demisto.setLastRun({"time": since})
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    client = Client(
        params["url"],
        verify=not params["insecure"],
        headers={"Authorization": f"Token {params['apikey']}"},
        timeout=30,
    )
    try:
        if demisto.command() == "fetch-incidents":
            fetch_incidents(client, arg_to_number(params["max_fetch"]))
    except DemistoException as error:
        return_error(f"Ledger: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
