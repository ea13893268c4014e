import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def __init__(self, params):
        super().__init__(params["url"], headers={"X-Api": params.get("api_key")})

    def search(self, since):
        query = {"query": {"changed": {"after": since}}}
        return self._http_request("POST", "/tickets/_search", json_data=query)["hits"]


def newest(hits, since):
    for hit in hits:
        if hit["changed"] > since:
            since = hit["changed"]
    return since


def to_incident(hit):
    return {"name": hit["summary"], "occurred": hit["opened"], "rawJSON": json.dumps(hit)}


def main():
    client = Client(demisto.params())
    since = demisto.getLastRun().get("since") or "2024-04-04T04:00:00Z"
    if demisto.command() == "fetch-incidents":
        hits = client.search(since)
        demisto.setLastRun({"since": newest(hits, since)})
        demisto.incidents(list(map(to_incident, hits)))

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
