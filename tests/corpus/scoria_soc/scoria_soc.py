import json

import demistomock as demisto
from CommonServerPython import *


class Tolerant:
    def __init__(self, what):
        self.what = what

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return isinstance(error, (TypeError, ValueError))


class Client(BaseClient):
    def cases(self, since):
        return self._http_request("GET", "/cases", params={"from": since})["cases"]


def fetch(client, since):
    incidents = []
    for case in client.cases(since):
        since = max(since, case["opened"])
        with Tolerant(case["id"]) as tolerant:
            incidents.append({"name": f"{case['title']} ({tolerant.what})", "severity": int(case["score"]) // 3, "occurred": case["opened"], "rawJSON": json.dumps(case)})
    return since, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        since, incidents = fetch(client, demisto.getLastRun().get("since") or first)
        demisto.incidents(incidents)
        demisto.setLastRun({"since": since})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
