import json
from contextlib import suppress

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, since):
        return self._http_request("GET", "/alerts", params={"since": since, "sort": "raised"})["alerts"]


def as_incident(alert):
    return {"name": alert["rule"], "occurred": alert["raised"], "severity": {"low": 1, "high": 3}[alert["level"]], "rawJSON": json.dumps(alert)}


def fetch_incidents(client, last_run, first):
    since = last_run.get("since", first)
    incidents = []
    for alert in client.alerts(since):
        with suppress(KeyError):
            incidents.append(as_incident(alert))
        since = alert["raised"]
    return {"since": since}, incidents


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
