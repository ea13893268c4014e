"""Marlin Cloud Trail: the newest record's time, and the ids at that time.

Shows: a region delivers its records minutes later, and they are never asked for.
"""

import json

from CommonServerPython import *

WHEN = "%Y-%m-%dT%H:%M:%S.%fZ"


class Client(BaseClient):
    def records(self, since, limit):
        body = {"filter": {"eventTime": {"gte": since}}, "limit": limit}
        return self._http_request("POST", "/trail/search", json_data=body)["Records"]


def fetch_command(client, params):
    last_run = demisto.getLastRun()
    since = last_run.get("eventTime") or arg_to_datetime(params["first_fetch"]).strftime(WHEN)
    known = set(last_run.get("ids", []))
    limit = arg_to_number(params["max_fetch"]) + len(known)

    incidents = []
    for record in client.records(since, limit):
        if record["eventID"] in known:
            continue
        if record["eventTime"] > since:
            since, known = record["eventTime"], set()
        known.add(record["eventID"])
        incidents.append(
            {
                "name": f"{record['eventName']} in {record['region']}",
                "occurred": record["eventTime"],
                "rawJSON": json.dumps(record),
            }
        )
    demisto.incidents(incidents)
    demisto.setLastRun({"eventTime": since, "ids": sorted(known)})


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"Authorization": f"Bearer {params['apikey']}"})
    if demisto.command() == "fetch-incidents":
        fetch_command(client, params)
    elif demisto.command() == "test-module":
        client.records("2024-01-01T00:00:00.000000Z", 1)
        return_results("ok")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
