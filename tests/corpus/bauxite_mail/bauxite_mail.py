import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def messages(self, since):
        return self._http_request("GET", "/messages", params={"since": since})["messages"]


def fetch_incidents(client, last_run, first):
    newest, seen = last_run.get("newest", first), last_run.get("seen", [])
    incidents, last, ids = [], newest, list(seen)
    for message in client.messages(newest):
        if message["time"] == newest and message["id"] in seen:
            continue
        incidents.append({"name": message["subject"], "occurred": message["time"], "rawJSON": json.dumps(message)})
        ids = ids + [message["id"]] if message["time"] == last else [message["id"]]
        last = message["time"]
    return {"newest": last, "seen": ids}, incidents


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
