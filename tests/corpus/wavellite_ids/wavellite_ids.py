import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, min_id):
        return self._http_request("GET", "/alerts", params=assign_params(min_id=min_id))["alerts"]


def fetch_incidents(client):
    last_run = demisto.getLastRun()
    min_id = last_run.get("min_id") if last_run else None
    alerts = [one for one in client.alerts(min_id) if one["id"] != min_id]
    demisto.incidents([{"name": one["event"], "occurred": one["time"], "rawJSON": json.dumps(one)} for one in alerts])
    if alerts:
        demisto.setLastRun({"min_id": alerts[-1]["id"]})


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        fetch_incidents(client)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
