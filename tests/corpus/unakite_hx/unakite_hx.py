import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def alerts(self, min_id, limit):
        return self._http_request("GET", "/hx/alerts", params=assign_params(min_id=min_id, sort="_id+ascending", limit=limit))["data"]["entries"]


def fetch_incidents(client, limit):
    last_run = demisto.getLastRun()
    if last_run and last_run.get("min_id"):
        alerts = client.alerts(last_run.get("min_id"), limit)
    else:
        alerts = client.alerts(None, limit)
    min_id = alerts[-1].get("_id") if alerts else None
    demisto.incidents([{"name": one["event"], "occurred": one["reported"], "rawJSON": json.dumps(one)} for one in alerts])
    if min_id is not None:
        demisto.setLastRun({"min_id": min_id})


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() == "fetch-incidents":
        fetch_incidents(client, 100)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
