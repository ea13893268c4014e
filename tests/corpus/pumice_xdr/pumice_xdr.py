"""Pumice XDR: cases by the time of their creation.

Shows: the product's seconds are divided by a thousand, and the saved time lies in 1970.
"""

import json

from CommonServerPython import *

TIME = "%Y-%m-%dT%H:%M:%SZ"


class PumiceClient(BaseClient):
    def get_cases(self, created_from):
        payload = {"filters": [{"field": "creation_time", "op": "gt", "value": created_from}]}
        return self._http_request("POST", "/public_api/cases", json_data=payload)["reply"]["cases"]


class Case:
    def __init__(self, raw):
        self.raw = raw
        self.created = datetime.utcfromtimestamp(raw["creation_time"] / 1000)

    def to_incident(self):
        return {"name": f"XDR case {self.raw['case_id']}", "rawJSON": json.dumps(self.raw)}


def fetch_incidents(client, last_fetch, first_fetch):
    if last_fetch is None:
        last_fetch = arg_to_datetime(first_fetch).strftime(TIME)
    cases = [Case(raw) for raw in client.get_cases(last_fetch)]
    cases.sort(key=lambda case: case.created)
    if cases:
        last_fetch = cases[-1].created.strftime(TIME)
    return [case.to_incident() for case in cases], last_fetch


def main():
    params = demisto.params()
    client = PumiceClient(params["url"], headers={"x-xdr-auth-id": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        incidents, last_fetch = fetch_incidents(
            client, demisto.getLastRun().get("last_fetch"), params["first_fetch"]
        )
        demisto.incidents(incidents)
        demisto.setLastRun({"last_fetch": last_fetch})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
