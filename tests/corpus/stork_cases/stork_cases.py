import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def cases(self, limit):
        return self._http_request("POST", "/cases/search", json_data={"sort": "created", "limit": limit})["cases"]


def fetch_incidents(client, params):
    last_id = demisto.getLastRun().get("last_id", "0")
    incidents = []
    for case in client.cases(500):
        number = case["number"]
        if number > last_id:
            incidents.append({"name": f"Case {number}: {case['subject']}", "occurred": case["opened"], "rawJSON": json.dumps(case)})
    if incidents:
        last_id = max(json.loads(incident["rawJSON"])["number"] for incident in incidents)
    demisto.setLastRun({"last_id": last_id})
    demisto.incidents(incidents)


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
