import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def findings(self, after):
        return self._http_request("GET", "/v2/findings", params={"after": after})["findings"]


def incident_of(finding):
    level = {"low": 1, "medium": 2, "high": 3}[finding["severity"]]
    return {"name": finding["id"], "severity": level, "occurred": finding["created_at"], "rawJSON": json.dumps(finding)}


def fetch_incidents(client, params):
    last_run = demisto.getLastRun()
    after = last_run.get("after") or arg_to_datetime(params.get("first_fetch", "1 hour")).strftime("%Y-%m-%dT%H:%M:%SZ")
    incidents = []
    for finding in client.findings(after):
        after = finding["created_at"]
        try:
            incidents.append(incident_of(finding))
        except Exception as error:
            demisto.debug(f"skipped {finding['id']}: {error}")
    demisto.incidents(incidents)
    demisto.setLastRun({"after": after})


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
