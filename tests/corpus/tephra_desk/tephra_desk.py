import json
from contextlib import suppress

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def tickets(self, since):
        try:
            return self._http_request("GET", "/tickets", params={"since": since})["tickets"]
        finally:
            demisto.debug("asked")


def owner_of(ticket):
    owner = ""
    try:
        owner = ticket["owner"]["name"]
    finally:
        return owner


def fetch_incidents(client, last_run, first):
    since, known = last_run.get("since", first), last_run.get("known", [])
    incidents, newest = [], list(known)
    for ticket in client.tickets(since):
        if ticket["id"] in known:
            continue
        incident = {"name": ticket["title"], "occurred": ticket["opened"], "rawJSON": json.dumps(ticket)}
        with suppress(KeyError):
            incident["severity"] = {"low": 1, "high": 3}[ticket["level"]]
        incident["details"] = owner_of(ticket)
        incidents.append(incident)
        newest = newest + [ticket["id"]] if ticket["opened"] == since else [ticket["id"]]
        since = ticket["opened"]
    return {"since": since, "known": newest}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(client, demisto.getLastRun(), first)
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
