import json
from datetime import datetime

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def export(self, hour):
        return self._http_request("GET", f"/export/{hour}")["messages"]


def fetch_incidents(client, last_run, first):
    last_fetch, last_ids = last_run.get("last_fetch", first), last_run.get("last_ids", [])
    hour = datetime.strptime(last_fetch, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H")
    incidents = []
    for message in client.export(hour):
        if (
            message["timestamp"] == last_fetch
            and message["id"] in last_ids
        ):
            continue
        incidents.append({"name": message["subject"], "occurred": message["timestamp"], "rawJSON": json.dumps(message)})
    if not incidents:
        return last_run, []
    newest = max(one["occurred"] for one in incidents)
    newest_ids = [json.loads(one["rawJSON"])["id"] for one in incidents if one["occurred"] == newest]
    return {"last_fetch": newest, "last_ids": newest_ids}, incidents


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
