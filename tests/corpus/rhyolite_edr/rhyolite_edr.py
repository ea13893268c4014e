import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def detections(self, after):
        return self._http_request("POST", "/detections/query", json_data={"after": after})["detections"]

    def host(self, name):
        return self._http_request("GET", f"/hosts/{name}")["owner"]


def convert(client, detections):
    incidents = []
    try:
        for one in detections:
            incidents.append({"name": one["title"], "occurred": one["at"], "owner": client.host(one["host"]), "rawJSON": json.dumps(one)})
    finally:
        demisto.debug(f"{len(incidents)} converted")
        return incidents


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        after = demisto.getLastRun().get("after", first)
        detections = client.detections(after)
        incidents = convert(client, detections)
        if detections:
            after = detections[-1]["at"]
        demisto.setLastRun({"after": after})
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
