import json
from datetime import datetime, timedelta

import demistomock as demisto
from CommonServerPython import *

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def threats(self, since):
        return self._http_request("GET", "/threats", params={"since": since})["threats"]


def fetch_incidents(client, last_run, first):
    newest, seen = last_run.get("newest", first), last_run.get("seen", [])
    since = (datetime.strptime(newest, FORMAT) - timedelta(minutes=5)).strftime(FORMAT)
    incidents, last = [], newest
    for threat in client.threats(since):
        if threat["time"] == newest and threat["id"] in seen:
            continue
        incidents.append({"name": threat["kind"], "occurred": threat["time"], "rawJSON": json.dumps(threat)})
        seen.append(threat["id"])
        last = max(last, threat["time"])
    return {"newest": last, "seen": seen[-100:]}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime(FORMAT)
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(client, demisto.getLastRun(), first)
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
