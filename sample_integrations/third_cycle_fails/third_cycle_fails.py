"""Beacon Cases: acknowledges what it fetched, after it saved and sent; that call can fail."""

import json

import demistomock as demisto
from CommonServerPython import *

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def open_cases(self, opened_after, limit):
        return self._http_request(
            "GET", "cases", params={"opened_after": opened_after, "limit": limit}
        )

    def acknowledge(self, cases):
        ids = [case["case_id"] for case in cases]
        self._http_request("POST", "cases/acknowledge", json_data={"ids": ids})


def fetch_incidents(client, limit):
    hour_ago = arg_to_datetime("1 hour").strftime(DATE_FORMAT)
    opened_after = demisto.getLastRun().get("opened_after", hour_ago)
    cases = client.open_cases(opened_after, limit)
    if cases:
        opened_after = cases[-1]["opened"]
    demisto.setLastRun({"opened_after": opened_after})
    demisto.incidents(
        [
            {"name": case["subject"], "occurred": case["opened"], "rawJSON": json.dumps(case)}
            for case in cases
        ]
    )
    client.acknowledge(cases)


def main():
    params = demisto.params()
    client = Client(
        params["url"],
        verify=not params["insecure"],
        headers={"X-Beacon-Key": params["apikey"]},
        timeout=30,
    )
    try:
        if demisto.command() == "fetch-incidents":
            fetch_incidents(client, arg_to_number(params["max_fetch"]))
    except Exception as error:
        return_error(f"Beacon: {error}", error)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
