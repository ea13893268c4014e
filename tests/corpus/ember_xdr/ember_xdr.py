import json

import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def stories(self, body):
        return self._http_request("POST", "/stories/list", json_data=body)["stories"]


def fetch_incidents(client, last_run, first):
    body = {"filter": {"field": "created", "operator": "after", "value": last_run.get("time", first)}}
    stories = client.stories(body)
    next_run = dict(last_run)
    for story in stories:
        next_run.setdefault("time", story["created"])
    return next_run, [{"name": story["title"], "occurred": story["created"], "rawJSON": json.dumps(story)} for story in stories]


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    first = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
    if demisto.command() == "fetch-incidents":
        next_run, incidents = fetch_incidents(client, demisto.getLastRun(), first)
        demisto.setLastRun(next_run)
        demisto.incidents(incidents)

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
