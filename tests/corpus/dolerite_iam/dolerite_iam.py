import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def signins(self, since):
        return self._http_request("GET", "/signins", params={"since": since})


def fetch(client, since):
    answer = client.signins(since)
    rows = answer["result"]["rows"]
    incidents = [{"name": row["user"], "occurred": row["time"], "rawJSON": json.dumps(row)} for row in rows]
    return max([since, *(row["time"] for row in rows)]), incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        since, incidents = fetch(client, demisto.getLastRun().get("since", first))
        demisto.setLastRun({"since": since})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
