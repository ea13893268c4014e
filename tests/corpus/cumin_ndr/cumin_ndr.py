import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def anomalies(self):
        return self._http_request("GET", "/anomalies", params={"last": "1h"})["anomalies"]


def remember(anomaly):
    return anomaly["host"]


def fetch_incidents(client, last_run):
    handled = last_run.get("handled", [])
    incidents = []
    for anomaly in client.anomalies():
        if anomaly["anomaly_id"] in handled:
            continue
        handled.append(remember(anomaly))
        incidents.append({"name": anomaly["host"], "occurred": anomaly["at"], "rawJSON": json.dumps(anomaly)})
    return {"handled": handled[-500:]}, incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(client, demisto.getLastRun())
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
