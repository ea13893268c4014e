"""Oleander DLP: pages until one is empty, and only then the position moves."""

import json
from itertools import chain, count, takewhile

from CommonServerPython import *


class Client(BaseClient):
    def page(self, newer_than, number):
        return self._http_request(
            "POST", "/violations", json_data={"newerThan": newer_than, "page": number}
        )["violations"]

    def violations(self, newer_than):
        pages = (self.page(newer_than, number) for number in count(1))
        return chain.from_iterable(takewhile(bool, pages))


def fetch(client, newer_than):
    incidents, newest = [], newer_than
    for violation in client.violations(newer_than):
        newest = max(newest, violation["ms"])
        incidents.append(
            {
                "name": f"{violation['user']} sent {violation['document']}",
                "occurred": timestamp_to_datestring(violation["ms"], is_utc=True),
                "rawJSON": json.dumps(violation),
            }
        )
    return incidents, newest


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"apikey": params["apikey"]})
    if demisto.command() == "fetch-incidents":
        first = int(
            arg_to_datetime(params["first_fetch"], settings={"TIMEZONE": "UTC"}).timestamp()
        )
        incidents, newest = fetch(client, demisto.getLastRun().get("newest", first * 1000))
        demisto.incidents(incidents)
        demisto.setLastRun({"newest": newest})


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
