import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def logs(self):
        return self._http_request("GET", "/logs/blocked")["logs"]


def newer(logs, last_time):
    for log in logs:
        if log["time"] <= last_time:
            continue
        yield log


def fetch_incidents(client, params):
    first = arg_to_datetime(params.get("first_fetch", "1 hour"))
    last_time = demisto.getLastRun().get("last_time", first.strftime("%Y-%m-%dT%H:%M:%SZ"))
    incidents = []
    newest = last_time
    for log in newer(client.logs(), last_time):
        incidents.append({"name": f"Blocked {log['id']}", "occurred": log["time"], "rawJSON": json.dumps(log)})
        newest = log["time"].split(".")[0] + "Z"
    demisto.incidents(incidents)
    demisto.setLastRun({"last_time": newest})


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
