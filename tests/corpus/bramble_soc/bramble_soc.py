"""Bramble SOC Queue: the open queue, and what was taken from it, by its day.

Shows: the days of months ago stay in the last run.
"""

import json

from CommonServerPython import *


class Taken:
    """Which items were taken, by the day on which they were queued."""

    def __init__(self, saved):
        self.days = saved

    def add(self, item):
        self.days.setdefault(item["queued"][:10], []).append(item["id"])

    def __contains__(self, item):
        return item["id"] in self.days.get(item["queued"][:10], [])


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"Authorization": params["apikey"]})
    if demisto.command() == "test-module":
        client._http_request("GET", "/queue", params={"last": "1d"})
        return return_results("ok")
    if demisto.command() == "fetch-incidents":
        taken = Taken(demisto.getLastRun().get("taken") or {})
        queue = client._http_request("GET", "/queue", params={"last": "1d"})
        incidents = []
        for item in queue:
            if item not in taken:
                taken.add(item)
                incidents.append(
                    {"name": item["text"], "occurred": item["queued"], "rawJSON": json.dumps(item)}
                )
        demisto.incidents(incidents)
        demisto.setLastRun({"taken": taken.days})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
