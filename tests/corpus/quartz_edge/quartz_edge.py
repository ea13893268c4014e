"""Quartz Edge Firewall: intrusions; and when there are none, system messages.

Shows: where there are always intrusions, no system message is ever read.
"""

import json

from CommonServerPython import *

BATCH = 5


class Source:
    def __init__(self, client, kind, title):
        self.client, self.kind, self.title = client, kind, title

    def read(self, state):
        items = self.client._http_request(
            "GET",
            "/log",
            params={"type": self.kind, "above": state.get(self.kind, 0), "top": BATCH},
        )
        for item in items:
            state[self.kind] = item["seq"]
        return [{"name": self.title.format(**item), "rawJSON": json.dumps(item)} for item in items]


def first_with_news(sources, state):
    for source in sources:
        incidents = source.read(state)
        if incidents:
            return incidents
    return []


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"X-Quartz-Key": params["apikey"]})
    sources = [
        Source(client, "ips", "Intrusion from {source}"),
        Source(client, "system", "Firewall: {message}"),
    ]
    if demisto.command() == "fetch-incidents":
        state = demisto.getLastRun()
        demisto.incidents(first_with_news(sources, state))
        demisto.setLastRun(state)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
