import json
from collections import OrderedDict

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def records(self, newer):
        return self._http_request("GET", "/records", params={"newer": newer})["records"]


def index(records):
    found = OrderedDict()
    for record in records:
        found[record["rid"]] = record
    return found


def fetch_incidents(client, newer):
    records = index(client.records(newer))
    incidents, position = [], newer
    for number, (rid, record) in enumerate(records.items(), 1):
        incidents.append({"name": rid, "occurred": record["logged"], "rawJSON": json.dumps(record)})
        if number == len(records):
            position = record["logged"]
    return position, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        newer = demisto.getLastRun().get("newer", "2024-02-02T01:00:00Z")
        position, incidents = fetch_incidents(client, newer)
        demisto.setLastRun({"newer": position})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
