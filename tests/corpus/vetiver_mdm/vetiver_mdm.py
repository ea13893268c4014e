import json

import demistomock as demisto
from CommonServerPython import *


class Feed:
    def __init__(self, params):
        self.http = BaseClient(params["url"], headers={"X-Api": params.get("api_key")})
        self.state = demisto.getLastRun() or {"seq": 0}

    def page(self):
        body = {"filter": [{"field": "seq", "op": "gte", "value": self.state["seq"]}], "size": 3}
        return self.http._http_request("POST", "/events/search", json_data=body)["hits"]

    def run(self):
        for hit in self.page():
            self.state["seq"] = hit["seq"]
            yield {"name": f"Event {hit['seq']}", "occurred": hit["time"], "rawJSON": json.dumps(hit)}


def main():
    if demisto.command() == "fetch-incidents":
        feed = Feed(demisto.params())
        demisto.incidents(list(feed.run()))
        demisto.setLastRun(feed.state)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
