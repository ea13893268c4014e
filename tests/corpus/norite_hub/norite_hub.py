import json
from concurrent.futures import ThreadPoolExecutor, wait

import demistomock as demisto
from CommonServerPython import *

SEVERITY = {"low": 1, "medium": 2, "high": 3}


class Client(BaseClient):
    def alarms(self, since):
        return self._http_request("GET", "/alarms", params={"since": since})["alarms"]


def build(alarm, incidents):
    incidents[alarm["id"]] = {"name": alarm["kind"], "severity": SEVERITY[alarm["level"]], "occurred": alarm["at"], "rawJSON": json.dumps(alarm)}


def fetch_incidents(client, last_run, first):
    since, incidents = last_run.get("since", first), {}
    alarms = client.alarms(since)
    with ThreadPoolExecutor(max_workers=2) as pool:
        wait([pool.submit(build, alarm, incidents) for alarm in alarms])
    if alarms:
        since = alarms[-1]["at"]
    return {"since": since}, [incidents[key] for key in sorted(incidents)]


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
