import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def detections(self, start):
        return self._http_request("GET", "/detections", params={"start": start}).get("detections", [])


def dedup(detections, known):
    return [one for one in detections if one["detection_id"] not in known]


def fetch_incidents(client, last_run, first_fetch):
    start = last_run.get("start", first_fetch)
    known = set(last_run.get("ids", []))
    detections = dedup(client.detections(start), known)
    if detections:
        start = detections[-1]["time"]
    ids = [str(one["detection_id"]) for one in detections if one["time"] == start]
    incidents = [{"name": f"D{one['detection_id']}", "rawJSON": json.dumps(one)} for one in detections]
    return {"start": start, "ids": ids or list(known)}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first_fetch = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(client, demisto.getLastRun(), first_fetch)
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
