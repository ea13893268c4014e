"""Garnet Posture: one position an account, kept as text in the last run.

Shows: Python's own notation of a dict is saved, and JSON is read.
"""

import json
import time

from CommonServerPython import *

ACCOUNTS = ["prod", "test"]


class Positions(dict):
    @classmethod
    def load(cls):
        text = demisto.getLastRun().get("positions")
        if not text:
            return cls.fromkeys(ACCOUNTS, int(time.time()) - 600)
        return cls(json.loads(text))

    def save(self):
        demisto.setLastRun({"positions": str(dict(self))})


def fetch(client):
    positions = Positions.load()
    incidents = []
    for account, after in positions.items():
        findings = client._http_request(
            "GET", f"/accounts/{account}/findings", params={"after": after}
        )
        for finding in findings:
            positions[account] = max(positions[account], finding["first_seen"])
            incidents.append(
                {"name": f"{account}: {finding['check']}", "rawJSON": json.dumps(finding)}
            )
    demisto.incidents(incidents)
    positions.save()


def main():
    params = demisto.params()
    client = BaseClient(params["url"], headers={"X-Api-Key": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        fetch(client)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
