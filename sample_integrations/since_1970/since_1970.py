"""Harbor Tickets: with no last run it asks from zero, that is since 1970."""

import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def search(self, since_ms, size):
        body = {"updated_after": since_ms, "size": size}
        return self._http_request("POST", "tickets/search", json_data=body)["tickets"]


def fetch_incidents(client, last_run, limit):
    since_ms = int(last_run.get("last_ms", 0))
    tickets = client.search(since_ms, limit)
    incidents = [
        {
            "name": f"{ticket['number']}: {ticket['title']}",
            "occurred": ticket["created"],
            "rawJSON": json.dumps(ticket),
        }
        for ticket in tickets
    ]
    newest = max([since_ms, *(ticket["created_ms"] for ticket in tickets)])
    demisto.setLastRun({"last_ms": str(newest)})
    demisto.incidents(incidents)


def main():
    params = demisto.params()
    client = Client(
        params["url"], verify=not params["insecure"], headers={"X-Key": params["apikey"]}
    )
    if demisto.command() == "fetch-incidents":
        fetch_incidents(client, demisto.getLastRun(), arg_to_number(params["max_fetch"]))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
