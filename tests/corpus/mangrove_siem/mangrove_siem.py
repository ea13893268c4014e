"""Mangrove Search: reads pages until it has as many events as it wants.

Shows: where there are fewer, it reads empty pages until it is killed.
"""

import json
from datetime import timedelta

from CommonServerPython import *


class Client(BaseClient):
    def page(self, since, number):
        return self._http_request("GET", "/events", params={"since": since, "page": number})[
            "events"
        ]


def read(client, since, wanted):
    events, number = [], 0
    while len(events) < wanted:
        events += client.page(since, number)
        number += 1
    return events[:wanted]


def fetch(client, wanted):
    since = demisto.getLastRun().get("since")
    if not since:
        since = (datetime.utcnow() - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    events = read(client, since, wanted)
    demisto.incidents(
        [
            {"name": event["message"], "occurred": event["time"], "rawJSON": json.dumps(event)}
            for event in events
        ]
    )
    if events:
        demisto.setLastRun({"since": events[-1]["time"]})


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"Authorization": "ApiKey " + params["apikey"]})
    if demisto.command() == "fetch-incidents":
        fetch(client, arg_to_number(params["max_fetch"]))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
