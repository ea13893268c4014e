import json
from datetime import datetime, timedelta

import demistomock as demisto
from CommonServerPython import *

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def stories(self, since):
        return self._http_request("POST", "/stories", json_data={"from": since})["stories"]


class Known:
    def __init__(self, last_run, first):
        self.newest = last_run.get("newest", first)
        self.ids = set(last_run.get("ids", []))

    def holds(self, story):
        if story["time"] == self.newest:
            return story["id"] in self.ids
        return False


def main():
    params = demisto.params()
    client = Client(params["url"], headers={"X-Api": params.get("api_key")})
    if demisto.command() != "fetch-incidents":
        return
    known = Known(demisto.getLastRun(), arg_to_datetime(params.get("first_fetch") or "1 hour").strftime(FORMAT))
    since = (datetime.strptime(known.newest, FORMAT) - timedelta(minutes=10)).strftime(FORMAT)
    fresh = [story for story in client.stories(since) if not known.holds(story)]
    ids = sorted(known.ids | {story["id"] for story in fresh})
    newest = max([known.newest, *(story["time"] for story in fresh)])
    demisto.incidents([{"name": story["title"], "occurred": story["time"], "rawJSON": json.dumps(story)} for story in fresh])
    demisto.setLastRun({"newest": newest, "ids": ids})

if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
