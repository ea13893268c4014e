"""Thistle EDR: detections later than the last one, to the second.

Shows: the saved time has no fraction, so the last detection is still later than it and comes again.
"""

import json

import dateparser
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def detections(self, after):
        return self._http_request("GET", "/detects", params={"filter": f"created:>'{after}'"})


def fetch_incidents(client, last_run, first_fetch):
    last_fetch = last_run.get("last_fetch")
    last_fetch = dateparser.parse(last_fetch if last_fetch else f"{first_fetch} UTC")
    incidents = []
    latest = last_fetch
    for detection in client.detections(last_fetch.strftime(DATE_FORMAT))["resources"]:
        created = dateparser.parse(detection["created"])
        incidents.append(
            {
                "name": "Thistle: " + detection["tactic"],
                "occurred": detection["created"],
                "rawJSON": json.dumps(detection),
            }
        )
        if created.replace(tzinfo=None) > latest.replace(tzinfo=None):
            latest = created
    return {"last_fetch": latest.strftime(DATE_FORMAT)}, incidents


def main():
    params = demisto.params()
    client = Client(base_url=params["url"], headers={"X-Api-Key": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(
            client, demisto.getLastRun(), params.get("first_fetch", "1 hour")
        )
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
