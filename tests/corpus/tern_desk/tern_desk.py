import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def tickets(self, created_from):
        return self._http_request("GET", "/rest/tickets", params={"created_from": created_from})["tickets"]


def fetch_incidents(client, params):
    last_run = demisto.getLastRun()
    start = last_run.get("start") or arg_to_datetime(params.get("first_fetch", "1 hour")).strftime("%Y-%m-%dT%H:%M:%SZ")
    seen = last_run.get("seen") or {}
    incidents = []
    for ticket in client.tickets(start):
        key = ticket["ticket_no"]
        if key in seen:
            continue
        seen[key] = ticket["opened"]
        incidents.append({"name": ticket["topic"], "occurred": ticket["opened"], "rawJSON": json.dumps(ticket)})
        start = max(start, ticket["modified"])
    demisto.incidents(incidents)
    demisto.setLastRun({"start": start, "seen": {k: v for k, v in seen.items() if v >= start}})


def main():
    params = demisto.params()
    client = Client(params["url"].rstrip("/"), headers={"X-Key": params.get("apikey")})
    try:
        if demisto.command() == "test-module":
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client, params)
    except Exception as e:
        return_error(f"Failed: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
